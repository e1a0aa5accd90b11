import type { Db } from '../db/client.ts'
import { forgetDueTime } from '../db/due-times.ts'
import { insertJob, insertJobs } from '../db/new-jobs.ts'
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
  readonly protectedVmId?: string
  readonly batchId?: string
  /** Only together: so many of that lane are under way at a time. */
  readonly lane?: string
  readonly laneLimit?: number
  readonly dueAt?: Date
  /** Where it is known before the job begins. */
  readonly bytesTotal?: number | null
  readonly requestedBy: string
}

/**
 * Job and delivery, in the caller's transaction. A group's job begins when the limits have room for it,
 * and makes its group's next due time void: that is decided anew when it has ended. One in a lane begins
 * when the lane has room. Others begin at once.
 *
 * @returns false while another job of the same group, vCenter or VM is under way, or of the same due time
 */
export async function enqueueJob(tx: Db, queue: JobQueue, job: NewJob): Promise<boolean> {
  const { protectionGroupId } = job
  if (!protectionGroupId && job.lane === undefined) {
    if (!(await insertJob(tx, { ...job, admittedAt: new Date() }))) return false
    await queue.deliver(tx, job.id, job.vcenterId ?? job.id)
    return true
  }
  const priority = protectionGroupId ? await forgetDueTime(tx, protectionGroupId) : undefined
  if (!(await insertJob(tx, { ...job, priority }))) return false
  await admitWaiting(tx, queue)
  return true
}

export type NewLaneJob = NewJob & { readonly protectedVmId: string; readonly lane: string; readonly laneLimit: number }

/**
 * Many jobs of VMs at once, each in its lane; few statements, however many they are.
 *
 * @returns those that were not made, since another job of their VM is under way
 */
export async function enqueueLaneJobs<Job extends NewLaneJob>(
  tx: Db,
  queue: JobQueue,
  jobs: readonly Job[],
): Promise<Job[]> {
  // In one transaction all have one time; their order in the lane is the order given.
  const base = Date.now()
  const rows = jobs.map((job, index) => ({ ...job, createdAt: new Date(base + index) }))
  const made = new Set(await insertJobs(tx, rows))
  await admitWaiting(tx, queue)
  return jobs.filter(({ id }) => !made.has(id))
}
