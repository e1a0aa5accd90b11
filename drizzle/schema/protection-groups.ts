import { bigint, check, index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import type { Retention } from '../../lib/domain/retention.ts'
import type { BandwidthTimetable, MaintenanceWindows } from '../../lib/domain/timetable.ts'
import { replicationTargets } from './replication-targets.ts'
import { vcenterConnections } from './vcenter-connections.ts'
import {
  compression,
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
      /** Cron expression of five fields; null = Zerfaux decides from the RPO. */
      schedule: text(),
      scheduleTimeZone: text('schedule_time_zone').notNull().default('UTC'),
      /** 1 goes first. */
      priority: integer().notNull().default(3),
      maintenance: jsonb().$type<MaintenanceWindows>(),
      /** When the next run is due, as the scheduler last decided; null while paused or not decided yet. */
      nextDueAt: instant('next_due_at'),
      consistency: consistency().notNull().default('crash'),
      /** How long one VM may take to hold still. */
      quiesceTimeoutSeconds: integer('quiesce_timeout_seconds').notNull().default(120),
      retention: jsonb().$type<Retention>().notNull(),
      transport: transport().notNull().default('direct'),
      /** Bytes per second; null = as fast as the link allows. */
      bandwidthLimit: bigint('bandwidth_limit', { mode: 'number' }),
      bandwidthTimetable: jsonb('bandwidth_timetable').$type<BandwidthTimetable>(),
      compression: compression().notNull().default('blocks'),
      /** Recovery points that may wait on the source while the target is away (failure-modes row 11). */
      maxUnsentPoints: integer('max_unsent_points').notNull().default(48),
      state: groupState().notNull().default('protecting'),
      direction: direction().notNull().default('forward'),
      /** Fencing token: raised by each commit, carried on both datasets as a ZFS user property. */
      epoch: integer().notNull().default(1),
      /** Sequence number of the next recovery point. */
      nextSequence: integer('next_sequence').notNull().default(1),
      pausedAt: instant('paused_at'),
      /** ZFS' `written` of the replica at the last look that does not depend on runs; null = not seen yet. */
      replicaWrittenBytes: bigint('replica_written_bytes', { mode: 'number' }),
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
      check('protection_groups_priority', sql`${table.priority} between 1 and 5`),
      index('protection_groups_by_source_vcenter').on(table.sourceVcenterId),
    ],
  )
  .enableRLS()
