import { cancelQueuedOfBatch } from '../../db/new-jobs.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { waitsFor } from '../jobs/waits-for.ts'
import { batchView, type BatchView } from './batch-view.ts'
import { jobsOfBatch } from './get-batch.ts'

/** Cancels what has not begun. What is under way goes on to its end, so nothing is left half done. */
export async function stopBatch(ctx: ServiceContext, input: ById): Promise<BatchView> {
  requireRole(ctx, 'operator')
  const { id } = ById.parse(input)
  return ctx.db.transaction(async (tx) => {
    const [first] = await jobsOfBatch(tx, id)
    const cancelled = await cancelQueuedOfBatch(tx, id)
    if (cancelled > 0) {
      const name = first.groupName ?? first.subject ?? first.kind
      await audit(ctx, tx, {
        action: 'stop_batch',
        objectType: 'job',
        objectId: first.id,
        objectName: name,
        details: { batchId: id, cancelled },
      })
    }
    const jobs = await jobsOfBatch(tx, id)
    return batchView(id, jobs, await waitsFor(tx, jobs))
  })
}
