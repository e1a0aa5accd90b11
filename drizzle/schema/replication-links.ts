import { bigint, integer, jsonb, primaryKey, uuid } from 'drizzle-orm/pg-core'
import type { BandwidthTimetable } from '../../lib/domain/timetable.ts'
import { replicationTargets } from './replication-targets.ts'
import { updatedAt, zerfaux } from './zerfaux-schema.ts'

/** Limits of the way from one appliance to another. No row: the defaults. */
export const replicationLinks = zerfaux
  .table(
    'replication_links',
    {
      sourceTargetId: uuid('source_target_id')
        .notNull()
        .references(() => replicationTargets.id, { onDelete: 'cascade' }),
      drTargetId: uuid('dr_target_id')
        .notNull()
        .references(() => replicationTargets.id, { onDelete: 'cascade' }),
      maxTransfers: integer('max_transfers').notNull().default(2),
      /** Bytes per second for all its transfers together; null = as fast as it goes. */
      bandwidthLimit: bigint('bandwidth_limit', { mode: 'number' }),
      bandwidthTimetable: jsonb('bandwidth_timetable').$type<BandwidthTimetable>(),
      updatedAt: updatedAt(),
    },
    (table) => [primaryKey({ columns: [table.sourceTargetId, table.drTargetId] })],
  )
  .enableRLS()
