'use server'

import { refresh } from 'next/cache'
import type { FormState } from '@/app/_ui/form-state'
import { attempt } from '@/lib/http/answer'
import { pageContext } from '@/lib/http/page-context'
import { cancelJob } from '@/lib/services/jobs/cancel-job'
import { retryJob } from '@/lib/services/jobs/retry-job'

export async function retryJobAction(id: string, _previous: FormState): Promise<FormState> {
  const outcome = await attempt(async () => retryJob(await pageContext(), { id }))
  refresh()
  return 'problem' in outcome ? outcome : { done: 'The job goes on.' }
}

export async function cancelJobAction(id: string, _previous: FormState): Promise<FormState> {
  const outcome = await attempt(async () => cancelJob(await pageContext(), { id }))
  refresh()
  return 'problem' in outcome ? outcome : { done: 'The job is being cancelled.' }
}
