import { bigint, check, index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import type { Retention } from '../../lib/domain/retention.ts'
import { replicationTargets } from './replication-targets.ts'
import { vcenterConnections } from './vcenter-connections.ts'
import {
  consistency,
  createdAt,
  direction,
  groupState,
  instant,
  transport,
  updatedAt,
  zerfaux,
} from './zerfaux-schema.ts'

/** VMs that fail over together, on one replicated dataset. */
export const protectionGroups = zerfaux
  .table(
    'protection_groups',
    {
      id: uuid().primaryKey().defaultRandom(),
      name: text().notNull(),
      sourceVcenterId: uuid('source_vcenter_id')
        .notNull()
        .references(() => vcenterConnections.id, { onDelete: 'restrict' }),
      drVcenterId: uuid('dr_vcenter_id')
        .notNull()
        .references(() => vcenterConnections.id, { onDelete: 'restrict' }),
      sourceTargetId: uuid('source_target_id')
        .notNull()
        .references(() => replicationTargets.id, { onDelete: 'restrict' }),
      drTargetId: uuid('dr_target_id')
        .notNull()
        .references(() => replicationTargets.id, { onDelete: 'restrict' }),
      sourceDataset: text('source_dataset').notNull(),
      drDataset: text('dr_dataset').notNull(),
      protectionDatastore: text('protection_datastore').notNull(),
      placeholderDatastore: text('placeholder_datastore'),
      rpoMinutes: integer('rpo_minutes').notNull(),
      schedule: text(),
      consistency: consistency().notNull().default('crash'),
      retention: jsonb().$type<Retention>().notNull(),
      transport: transport().notNull().default('direct'),
      /** Bytes per second; null = as fast as the link allows. */
      bandwidthLimit: bigint('bandwidth_limit', { mode: 'number' }),
      state: groupState().notNull().default('protecting'),
      direction: direction().notNull().default('forward'),
      /** Fencing token: raised by each commit, carried on both datasets as a ZFS user property. */
      epoch: integer().notNull().default(1),
      /** Sequence number of the next recovery point. */
      nextSequence: integer('next_sequence').notNull().default(1),
      pausedAt: instant('paused_at'),
      createdAt: createdAt(),
      updatedAt: updatedAt(),
    },
    (table) => [
      uniqueIndex('protection_groups_name').on(sql`lower(${table.name})`),
      // One dataset = one group (failure-modes row 15), on either side.
      uniqueIndex('protection_groups_source_dataset').on(table.sourceTargetId, table.sourceDataset),
      uniqueIndex('protection_groups_dr_dataset').on(table.drTargetId, table.drDataset),
      check(
        'protection_groups_two_places',
        sql`${table.sourceTargetId} <> ${table.drTargetId} or ${table.sourceDataset} <> ${table.drDataset}`,
      ),
      index('protection_groups_by_source_vcenter').on(table.sourceVcenterId),
    ],
  )
  .enableRLS()
