import { z } from 'zod'
import type { ProtectedVmListRow } from '../../db/protected-vms.ts'
import { shellStatuses } from '../../domain/group-enums.ts'
import { PowerState, VmDisk } from '../../domain/inventory.ts'
import { ProtectedVmAttention } from '../../domain/protected-vm-attention.ts'
import { ShellPlacement } from '../../domain/shell-placement.ts'
import { Bytes, Id, iso, isoOrNull, Timestamp } from '../fields.ts'

export const ProtectedVmView = z.object({
  id: Id,
  groupId: Id,
  vmId: Id,
  name: z.string(),
  powerState: PowerState.nullable(),
  storageBytes: Bytes.nullable(),
  goneAt: Timestamp.nullable().meta({ description: 'Since when its vCenter no longer has it' }),
  bootTier: z.number().int(),
  bootDelaySeconds: z.number().int(),
  currentDatastore: z.string().nullable(),
  inProtectionDatastore: z.boolean(),
  drShellStatus: z.enum(shellStatuses),
  drShellName: z.string().nullable(),
  drShellMoref: z.string().nullable(),
  attention: z.array(ProtectedVmAttention).meta({ description: 'Why a person should look at it' }),
  shellPlacement: ShellPlacement.nullable().meta({ description: 'null: as the group’s placement says' }),
  diskLayout: z.array(VmDisk).nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type ProtectedVmView = z.infer<typeof ProtectedVmView>

export function protectedVmView({
  protectionGroupId,
  vm,
  createdAt,
  updatedAt,
  ...row
}: ProtectedVmListRow): ProtectedVmView {
  return {
    ...row,
    groupId: protectionGroupId,
    powerState: vm.powerState,
    storageBytes: vm.storageBytes,
    goneAt: isoOrNull(vm.goneAt),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  }
}
