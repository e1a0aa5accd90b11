'use server'

import { redirect } from 'next/navigation'
import type { FormState } from '@/app/_ui/form-state'
import { readForm } from '@/app/_ui/read-form'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { repairGroup, RepairOptions } from '@/lib/services/protection-groups/repair-group'

export async function repairAction(id: string, _: FormState, data: FormData): Promise<FormState> {
  const outcome = await attempt(async () =>
    repairGroup(await pageContext(), { id, ...RepairOptions.parse(readForm(data)) }),
  )
  if ('problem' in outcome) return outcome
  redirect(`/replication/jobs/${outcome.jobId}`)
}
