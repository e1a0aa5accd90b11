import type { Db } from '../../db/client.ts'
import { insertJob } from '../../db/replication-jobs.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import type { JobKind } from '../../domain/job-kind.ts'
import type { ServiceContext } from '../context.ts'

export type NewJob = {
  readonly id: string
  readonly kind: JobKind
  readonly params: unknown
  readonly protectionGroupId?: string
  readonly vcenterId?: string
}

/**
 * Job and delivery, in the caller's transaction. A worker takes it from here.
 *
 * @throws ZerfauxError `conflict` while another job of the same group or vCenter is under way
 */
export async function startJob(ctx: ServiceContext, tx: Db, job: NewJob, subject: string): Promise<void> {
  const queue = await ctx.queue()
  const inserted = await insertJob(tx, { ...job, requestedBy: `${ctx.actor.kind}:${ctx.actor.name}` })
  if (!inserted) {
    throw new ZerfauxError('conflict', `${subject} already has a job under way`, {
      hint: 'Wait until it has ended, or cancel it first.',
    })
  }
  await queue.deliver(tx, job.id, job.protectionGroupId ?? job.vcenterId ?? job.id)
}
