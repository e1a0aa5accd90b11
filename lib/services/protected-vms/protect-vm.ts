import { z } from 'zod'
import { getProtectedVm, insertProtectedVm } from '../../db/protected-vms.ts'
import { getGroup } from '../../db/protection-groups.ts'
import { getVm } from '../../db/vms.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { liesWhollyOn, onlyDatastore } from '../../domain/vm-placement.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id } from '../fields.ts'
import { protectedVmView, type ProtectedVmView } from './protected-vm-view.ts'

export const BootTier = z.number().int().min(1).max(5)
export const AddProtectedVm = z.strictObject({ vmId: Id, bootTier: BootTier.default(3) })
export const ProtectVm = AddProtectedVm.extend({ id: Id })

/** Puts a VM into a group. @throws ZerfauxError `conflict` when it is in one already */
export async function protectVm(ctx: ServiceContext, input: z.input<typeof ProtectVm>): Promise<ProtectedVmView> {
  requireRole(ctx, 'operator')
  const { id, vmId, bootTier } = ProtectVm.parse(input)
  return ctx.db.transaction(async (tx) => {
    const group = await getGroup(tx, id)
    const vm = await getVm(tx, vmId)
    refuseUnfit(vm, group)
    const protectedVmId = await insertProtectedVm(
      tx,
      {
        protectionGroupId: id,
        vmId,
        bootTier,
        currentDatastore: onlyDatastore(vm),
        inProtectionDatastore: liesWhollyOn(vm, group.protectionDatastore),
        diskLayout: vm.disks,
      },
      vm.name,
    )
    const details = { group: group.name }
    await audit(ctx, tx, {
      action: 'protect_vm',
      objectType: 'protected_vm',
      objectId: protectedVmId,
      objectName: vm.name,
      details,
    })
    return protectedVmView(await getProtectedVm(tx, protectedVmId))
  })
}

type Vm = Awaited<ReturnType<typeof getVm>>
type Group = Awaited<ReturnType<typeof getGroup>>

function refuseUnfit(vm: Vm, group: Group): void {
  if (vm.vcenterId !== group.sourceVcenterId) {
    throw new ZerfauxError('precondition_failed', `${vm.name} is not in the source vCenter of ${group.name}`)
  }
  if (vm.goneAt)
    throw new ZerfauxError('precondition_failed', `${vm.name} is gone from its vCenter`, {
      hint: 'Sync the vCenter and choose again.',
    })
  if (vm.isTemplate) throw new ZerfauxError('precondition_failed', `${vm.name} is a template; only VMs are protected`)
}
