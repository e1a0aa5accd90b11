import { cancelQueued, getJob, reopenJob, requestCancel } from '../../db/replication-jobs.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { permissionsOf } from './job-can.ts'
import { jobView, type JobView } from './job-view.ts'

/**
 * Asks a job to stop. One that no worker has begun ends at once; one at work stops within seconds and
 * undoes what it had begun; `cancelled` is set only when that is so.
 */
export async function cancelJob(ctx: ServiceContext, input: ById): Promise<JobView> {
  requireRole(ctx, 'operator')
  const { id } = ById.parse(input)
  const queue = await ctx.queue()
  return ctx.db.transaction(async (tx) => {
    const job = await getJob(tx, id)
    const may = permissionsOf(job.status, job.cancelRequestedAt !== null).cancel
    if (!may.ok) throw new ZerfauxError('conflict', may.because ?? 'The job cannot be cancelled now')
    await requestCancel(tx, id)
    const waiting = ['needs_operator', 'retrying', 'stuck'] as const
    if (!(await cancelQueued(tx, id)) && (await reopenJob(tx, id, waiting, 'rolling_back'))) {
      await queue.deliver(tx, id, job.protectionGroupId ?? job.vcenterId ?? id)
    }
    await audit(ctx, tx, { action: 'cancel_job', objectType: 'job', objectId: id, objectName: job.subject ?? job.kind })
    return jobView(await getJob(tx, id))
  })
}
