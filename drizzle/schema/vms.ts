import { bigint, boolean, index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { isNull } from 'drizzle-orm'
import type { VmController, VmDisk, VmNic } from '../../lib/domain/inventory.ts'
import { vcenterConnections } from './vcenter-connections.ts'
import { createdAt, instant, powerState, toolsStatus, zerfaux } from './zerfaux-schema.ts'

/** A VM as its vCenter last described it. Rows stay when the VM is gone (`gone_at`), so that history keeps its names. */
export const vms = zerfaux
  .table(
    'vms',
    {
      id: uuid().primaryKey().defaultRandom(),
      vcenterId: uuid('vcenter_id')
        .notNull()
        .references(() => vcenterConnections.id, { onDelete: 'cascade' }),
      moref: text().notNull(),
      instanceUuid: text('instance_uuid'),
      biosUuid: text('bios_uuid'),
      name: text().notNull(),
      folder: text(),
      cluster: text(),
      host: text(),
      resourcePool: text('resource_pool'),
      powerState: powerState('power_state'),
      guestId: text('guest_id'),
      guestOs: text('guest_os'),
      firmware: text(),
      hardwareVersion: text('hardware_version'),
      cpus: integer(),
      coresPerSocket: integer('cores_per_socket'),
      memoryBytes: bigint('memory_bytes', { mode: 'number' }),
      nics: jsonb().$type<VmNic[]>().notNull(),
      disks: jsonb().$type<VmDisk[]>().notNull(),
      controllers: jsonb().$type<VmController[]>().notNull().default([]),
      vmxPath: text('vmx_path'),
      isEncrypted: boolean('is_encrypted'),
      hasVtpm: boolean('has_vtpm'),
      secureBoot: boolean('secure_boot'),
      datastores: text().array().notNull(),
      toolsStatus: toolsStatus('tools_status'),
      ipAddresses: text('ip_addresses').array().notNull(),
      snapshotCount: integer('snapshot_count'),
      isTemplate: boolean('is_template').notNull(),
      storageBytes: bigint('storage_bytes', { mode: 'number' }),
      /** Of everything above: an unchanged VM is recognised without comparing columns. */
      contentHash: text('content_hash').notNull(),
      createdAt: createdAt(),
      lastSeenAt: instant('last_seen_at').notNull(),
      goneAt: instant('gone_at'),
    },
    (table) => [
      // A vCenter may hand out a MoRef again after the VM that had it is gone.
      uniqueIndex('vms_present_moref').on(table.vcenterId, table.moref).where(isNull(table.goneAt)),
      index('vms_by_name').on(table.vcenterId, table.name, table.id),
      index('vms_by_instance_uuid').on(table.instanceUuid),
    ],
  )
  .enableRLS()
