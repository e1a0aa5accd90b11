import { z } from 'zod'
import { isSettled, type JobStatus } from '../../domain/job-status.ts'

export const Permission = z.object({ ok: z.boolean(), because: z.string().optional() })
export type Permission = z.infer<typeof Permission>

/** One table for buttons, answers and verbs. */
export function permissionsOf(status: JobStatus, cancelRequested: boolean): { cancel: Permission; retry: Permission } {
  const finished = isSettled(status) ? { ok: false, because: `The job has ended (${status.replace('_', ' ')}).` } : null
  const cancelling = cancelRequested ? { ok: false, because: 'The job is being cancelled already.' } : null
  const undoing = status === 'rolling_back' ? { ok: false, because: 'The job is being undone already.' } : null
  const waiting = status === 'needs_operator' || status === 'retrying' || status === 'stuck'
  return {
    cancel: finished ?? (status === 'stuck' ? null : cancelling) ?? undoing ?? { ok: true },
    retry:
      finished ??
      (waiting
        ? { ok: true }
        : { ok: false, because: `The job is ${status.replace('_', ' ')}; there is nothing to retry.` }),
  }
}
