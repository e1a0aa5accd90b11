import type { Db } from '../../db/client.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { enqueueJob, type NewJob } from '../../workflows/enqueue-job.ts'
import type { ServiceContext } from '../context.ts'

/**
 * Job and delivery, in the caller's transaction. A worker takes it from here, in its turn.
 *
 * @throws ZerfauxError `conflict` while another job of the same group or vCenter is under way
 */
export async function startJob(
  ctx: ServiceContext,
  tx: Db,
  job: Omit<NewJob, 'requestedBy'>,
  subject: string,
): Promise<void> {
  const queue = await ctx.queue()
  const inserted = await enqueueJob(tx, queue, { ...job, requestedBy: `${ctx.actor.kind}:${ctx.actor.name}` })
  if (!inserted) {
    throw new ZerfauxError('conflict', `${subject} already has a job under way`, {
      hint: 'Wait until it has ended, or cancel it first.',
    })
  }
}
