import { boolean, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { VmDisk } from '../../lib/domain/inventory.ts'
import type { ProtectedVmAttention } from '../../lib/domain/protected-vm-attention.ts'
import type { ShellPlacement } from '../../lib/domain/shell-placement.ts'
import { protectionGroups } from './protection-groups.ts'
import { vms } from './vms.ts'
import { createdAt, shellStatus, updatedAt, zerfaux } from './zerfaux-schema.ts'

/** A VM in a group. The unique index holds: a VM is in one group. */
export const protectedVms = zerfaux
  .table(
    'protected_vms',
    {
      id: uuid().primaryKey().defaultRandom(),
      protectionGroupId: uuid('protection_group_id')
        .notNull()
        .references(() => protectionGroups.id, { onDelete: 'cascade' }),
      vmId: uuid('vm_id')
        .notNull()
        .references(() => vms.id, { onDelete: 'restrict' }),
      /** 1 boots first. */
      bootTier: integer('boot_tier').notNull().default(3),
      bootDelaySeconds: integer('boot_delay_seconds').notNull().default(0),
      currentDatastore: text('current_datastore'),
      /** True only after the VM's own disks and home were read and all lie there. */
      inProtectionDatastore: boolean('in_protection_datastore').notNull().default(false),
      drShellStatus: shellStatus('dr_shell_status').notNull().default('none'),
      drShellName: text('dr_shell_name'),
      drShellMoref: text('dr_shell_moref'),
      /** What a person should look at: moved away from the protection datastore, shell missing or changed. */
      attention: jsonb().$type<ProtectedVmAttention[]>().notNull().default([]),
      /** What the operator chose for this VM's shell in the wizard; null = as the group's placement says. */
      shellPlacement: jsonb('shell_placement').$type<ShellPlacement>(),
      diskLayout: jsonb('disk_layout').$type<VmDisk[]>(),
      createdAt: createdAt(),
      updatedAt: updatedAt(),
    },
    (table) => [
      uniqueIndex('protected_vms_vm').on(table.vmId),
      uniqueIndex('protected_vms_group_vm').on(table.protectionGroupId, table.vmId),
    ],
  )
  .enableRLS()
