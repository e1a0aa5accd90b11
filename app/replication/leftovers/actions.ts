'use server'

import { redirect } from 'next/navigation'
import type { FormState } from '@/app/_ui/form-state'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { ReleaseLeftovers, releaseLeftovers } from '@/lib/services/leftovers/release-leftovers'

export async function releaseAction(_: FormState, data: FormData): Promise<FormState> {
  const ids = data.getAll('id')
  const outcome = await attempt(async () => releaseLeftovers(await pageContext(), ReleaseLeftovers.parse({ ids })))
  if ('problem' in outcome) return outcome
  redirect(`/replication/jobs/${outcome.jobId}`)
}
