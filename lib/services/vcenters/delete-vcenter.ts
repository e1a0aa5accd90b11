import { deleteVcenter as remove, getVcenter } from '../../db/vcenter-connections.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'

/** @throws ZerfauxError `conflict` while a protection group uses it */
export async function deleteVcenter(ctx: ServiceContext, input: ById): Promise<void> {
  requireRole(ctx, 'admin')
  const { id } = ById.parse(input)
  await ctx.db.transaction(async (tx) => {
    const row = await getVcenter(tx, id)
    await remove(tx, row)
    await audit(ctx, tx, { action: 'delete_vcenter', objectType: 'vcenter', objectId: id, objectName: row.name })
  })
}
