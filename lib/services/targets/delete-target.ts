import { deleteTarget as remove, getTarget } from '../../db/replication-targets.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'

/** @throws ZerfauxError `conflict` while a protection group uses it */
export async function deleteTarget(ctx: ServiceContext, input: ById): Promise<void> {
  requireRole(ctx, 'admin')
  const { id } = ById.parse(input)
  await ctx.db.transaction(async (tx) => {
    const row = await getTarget(tx, id)
    await remove(tx, row)
    await audit(ctx, tx, { action: 'delete_target', objectType: 'target', objectId: id, objectName: row.name })
  })
}
