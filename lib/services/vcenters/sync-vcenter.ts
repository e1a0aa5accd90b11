import { randomUUID } from 'node:crypto'
import { getVcenter } from '../../db/vcenter-connections.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById, type Accepted } from '../fields.ts'
import { startJob } from '../jobs/start-job.ts'

/** Queues an inventory sync. */
export async function syncVcenter(ctx: ServiceContext, input: ById): Promise<Accepted> {
  requireRole(ctx, 'operator')
  const { id } = ById.parse(input)
  const jobId = randomUUID()
  return ctx.db.transaction(async (tx) => {
    const { name } = await getVcenter(tx, id)
    await startJob(
      ctx,
      tx,
      { id: jobId, kind: 'sync_inventory', vcenterId: id, params: { jobId, vcenterId: id } },
      name,
    )
    await audit(ctx, tx, {
      action: 'sync_vcenter',
      objectType: 'vcenter',
      objectId: id,
      objectName: name,
      details: { jobId },
    })
    return { jobId }
  })
}
