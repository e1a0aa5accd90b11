import type { Db } from '../db/client.ts'
import { forgetDueTime } from '../db/due-times.ts'
import { insertJob } from '../db/replication-jobs.ts'
import type { JobKind } from '../domain/job-kind.ts'
import { admitWaiting } from './admission.ts'
import type { JobQueue } from './queue.ts'

export type NewJob = {
  readonly id: string
  readonly kind: JobKind
  readonly params: unknown
  readonly protectionGroupId?: string
  readonly vcenterId?: string
  readonly targetId?: string
  readonly dueAt?: Date
  readonly requestedBy: string
}

/**
 * Job and delivery, in the caller's transaction. A group's job begins when the limits have room for it,
 * and makes its group's next due time void: that is decided anew when it has ended. Others begin at once.
 *
 * @returns false while another job of the same group or vCenter is under way, or of the same due time
 */
export async function enqueueJob(tx: Db, queue: JobQueue, job: NewJob): Promise<boolean> {
  const { protectionGroupId } = job
  if (!protectionGroupId) {
    if (!(await insertJob(tx, { ...job, admittedAt: new Date() }))) return false
    await queue.deliver(tx, job.id, job.vcenterId ?? job.id)
    return true
  }
  const priority = await forgetDueTime(tx, protectionGroupId)
  if (!(await insertJob(tx, { ...job, priority }))) return false
  await admitWaiting(tx, queue)
  return true
}
