import { bigint, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import type { ApplianceHealth } from '../../lib/domain/appliance-health.ts'
import type { MaintenanceWindows } from '../../lib/domain/timetable.ts'
import { createdAt, healthLevel, instant, targetDriver, updatedAt, zerfaux } from './zerfaux-schema.ts'

/** A ZFS appliance: source of some groups, target of others. */
export const replicationTargets = zerfaux
  .table(
    'replication_targets',
    {
      id: uuid().primaryKey().defaultRandom(),
      name: text().notNull(),
      driver: targetDriver().notNull(),
      host: text().notNull(),
      port: integer().notNull().default(22),
      username: text().notNull(),
      /** Sealed (AES-256-GCM, bound to this row and column); exactly one of the two. */
      sealedPrivateKey: text('sealed_private_key'),
      sealedPassword: text('sealed_password'),
      /** Our own key that can only receive (a forced command on the appliance); the one that is lent to sources. */
      sealedReceiveKey: text('sealed_receive_key'),
      receivePublicKey: text('receive_public_key'),
      /** When the appliance was last seen to accept that key for receiving and for nothing else. */
      receiveKeyVerifiedAt: instant('receive_key_verified_at'),
      /** Transfers at a time, from and to it together. */
      maxTransfers: integer('max_transfers').notNull().default(4),
      maintenance: jsonb().$type<MaintenanceWindows>(),
      hostKeySha256: text('host_key_sha256').notNull(),
      pool: text().notNull(),
      datasetPrefix: text('dataset_prefix'),
      /** Where ESXi hosts mount from. */
      nfsAddress: text('nfs_address'),
      /** `host[:port]` under which other appliances reach this one, where that differs from `host`. */
      replicationAddress: text('replication_address'),
      health: healthLevel().notNull().default('unknown'),
      zfsVersion: text('zfs_version'),
      features: text().array(),
      sizeBytes: bigint('size_bytes', { mode: 'number' }),
      availableBytes: bigint('available_bytes', { mode: 'number' }),
      lastCheck: jsonb('last_check').$type<ApplianceHealth>(),
      lastCheckAt: instant('last_check_at'),
      lastCheckError: text('last_check_error'),
      createdAt: createdAt(),
      updatedAt: updatedAt(),
    },
    (table) => [uniqueIndex('replication_targets_name').on(sql`lower(${table.name})`)],
  )
  .enableRLS()
