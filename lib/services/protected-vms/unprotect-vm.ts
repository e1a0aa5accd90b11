import { deleteProtectedVm, getProtectedVm } from '../../db/protected-vms.ts'
import { refuseWhileAtWork } from '../jobs/refuse-while-at-work.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'

/** Takes a VM out of its group. Its data stays in the group's dataset and recovery points. */
export async function unprotectVm(ctx: ServiceContext, input: ById): Promise<void> {
  requireRole(ctx, 'operator')
  const { id } = ById.parse(input)
  await ctx.db.transaction(async (tx) => {
    const { name } = await getProtectedVm(tx, id)
    await refuseWhileAtWork(tx, id)
    await deleteProtectedVm(tx, id)
    await audit(ctx, tx, { action: 'unprotect_vm', objectType: 'protected_vm', objectId: id, objectName: name })
  })
}
