import { getJob, reopenJob } from '../../db/replication-jobs.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById, type Accepted } from '../fields.ts'
import { permissionsOf } from './job-can.ts'

/** Goes on where the job stopped: finished steps are not repeated. An undo that failed is tried again as an undo. */
export async function retryJob(ctx: ServiceContext, input: ById): Promise<Accepted> {
  requireRole(ctx, 'operator')
  const { id } = ById.parse(input)
  const queue = await ctx.queue()
  return ctx.db.transaction(async (tx) => {
    const job = await getJob(tx, id)
    const may = permissionsOf(job.status, false).retry
    if (!may.ok) throw new ZerfauxError('conflict', may.because ?? 'The job cannot be retried now')
    const reopened =
      (await reopenJob(tx, id, ['needs_operator', 'retrying'], 'retrying')) ||
      (await reopenJob(tx, id, ['stuck'], 'rolling_back'))
    if (!reopened) throw new ZerfauxError('conflict', 'Somebody else has just retried or cancelled the job')
    await queue.deliver(tx, id, job.protectionGroupId ?? job.vcenterId ?? id)
    await audit(ctx, tx, { action: 'retry_job', objectType: 'job', objectId: id, objectName: job.subject ?? job.kind })
    return { jobId: id }
  })
}
