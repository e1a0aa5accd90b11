import { bigint, integer, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { replicationTargets } from './replication-targets.ts'
import { instant, zerfaux } from './zerfaux-schema.ts'

/** How full an appliance's pool was, about once an hour; what "full in about N days" is computed from. */
export const capacityHistory = zerfaux
  .table(
    'capacity_history',
    {
      targetId: uuid('target_id')
        .notNull()
        .references(() => replicationTargets.id, { onDelete: 'cascade' }),
      at: instant('at').notNull(),
      sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
      availableBytes: bigint('available_bytes', { mode: 'number' }).notNull(),
      fragmentationPercent: integer('fragmentation_percent'),
    },
    (table) => [primaryKey({ columns: [table.targetId, table.at] })],
  )
  .enableRLS()
