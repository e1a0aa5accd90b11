import type { Db } from '../../db/client.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { enqueueJob, enqueueLaneJobs, type NewJob, type NewLaneJob } from '../../workflows/enqueue-job.ts'
import type { ServiceContext } from '../context.ts'
import { underWay, WAIT } from './refuse-while-at-work.ts'

/**
 * Job and delivery, in the caller's transaction. A worker takes it from here, in its turn.
 *
 * @throws ZerfauxError `conflict` while another job of the same group, vCenter or VM is under way
 */
export async function startJob(
  ctx: ServiceContext,
  tx: Db,
  job: Omit<NewJob, 'requestedBy'>,
  subject: string,
): Promise<void> {
  const queue = await ctx.queue()
  if (await enqueueJob(tx, queue, { ...job, requestedBy: requestedBy(ctx) })) return
  if (job.protectedVmId !== undefined) throw await underWay(tx, [job.protectedVmId])
  throw new ZerfauxError('conflict', `${subject} already has a job under way`, { hint: WAIT })
}

/**
 * As `startJob`, for many VMs at once: all or none.
 *
 * @throws ZerfauxError `conflict` that names the VMs which have a job under way, and the first such job
 */
export async function startLaneJobs(
  ctx: ServiceContext,
  tx: Db,
  jobs: readonly Omit<NewLaneJob, 'requestedBy'>[],
): Promise<void> {
  const queue = await ctx.queue()
  const refused = await enqueueLaneJobs(
    tx,
    queue,
    jobs.map((job) => ({ ...job, requestedBy: requestedBy(ctx) })),
  )
  if (refused.length === 0) return
  throw await underWay(
    tx,
    refused.map(({ protectedVmId }) => protectedVmId),
  )
}

const requestedBy = ({ actor }: ServiceContext) => `${actor.kind}:${actor.name}`
