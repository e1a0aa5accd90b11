import { z } from 'zod'
import { getProtectedVm, updateProtectedVm as change } from '../../db/protected-vms.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id } from '../fields.ts'
import { BootTier } from './protect-vm.ts'
import { protectedVmView, type ProtectedVmView } from './protected-vm-view.ts'

export const ProtectedVmChanges = z
  .strictObject({ bootTier: BootTier, bootDelaySeconds: z.number().int().min(0).max(3600) })
  .partial()
export const UpdateProtectedVm = z.object({ id: Id, changes: ProtectedVmChanges })

export async function updateProtectedVm(
  ctx: ServiceContext,
  input: z.input<typeof UpdateProtectedVm>,
): Promise<ProtectedVmView> {
  requireRole(ctx, 'operator')
  const { id, changes } = UpdateProtectedVm.parse(input)
  return ctx.db.transaction(async (tx) => {
    const { name } = await getProtectedVm(tx, id)
    await change(tx, id, Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)))
    await audit(ctx, tx, {
      action: 'update_protected_vm',
      objectType: 'protected_vm',
      objectId: id,
      objectName: name,
      details: changes,
    })
    return protectedVmView(await getProtectedVm(tx, id))
  })
}
