import { bigint, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import type { ApplianceHealth } from '../../lib/domain/appliance-health.ts'
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
