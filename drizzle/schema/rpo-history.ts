import { integer, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { protectionGroups } from './protection-groups.ts'
import { instant, rpoStatus, zerfaux } from './zerfaux-schema.ts'

/**
 * What the RPO was, as spans of time in which nothing changed: same status, same newest point, same
 * objective. Spans are extended by each check; older ones are merged by the hour, the worst age kept.
 */
export const rpoHistory = zerfaux
  .table(
    'rpo_history',
    {
      protectionGroupId: uuid('protection_group_id')
        .notNull()
        .references(() => protectionGroups.id, { onDelete: 'cascade' }),
      fromAt: instant('from_at').notNull(),
      toAt: instant('to_at').notNull(),
      status: rpoStatus().notNull(),
      /** Until when the newest verified point was current; null where there was none. */
      currentUntil: instant('current_until'),
      objectiveSeconds: integer('objective_seconds').notNull(),
      worstAgeSeconds: integer('worst_age_seconds'),
    },
    (table) => [primaryKey({ columns: [table.protectionGroupId, table.fromAt] })],
  )
  .enableRLS()
