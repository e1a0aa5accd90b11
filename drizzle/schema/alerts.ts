import { index, integer, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { isNull } from 'drizzle-orm'
import { protectionGroups } from './protection-groups.ts'
import { recoveryPoints } from './recovery-points.ts'
import { replicationJobs } from './replication-jobs.ts'
import { replicationTargets } from './replication-targets.ts'
import { alertKind, alertSeverity, instant, zerfaux } from './zerfaux-schema.ts'

/** Something that a person should know, from when it began until it was over. One open alert per fingerprint. */
export const alerts = zerfaux
  .table(
    'alerts',
    {
      id: uuid().primaryKey().defaultRandom(),
      kind: alertKind().notNull(),
      severity: alertSeverity().notNull(),
      /** Kind and object: what makes two findings the same alert. */
      fingerprint: text().notNull(),
      protectionGroupId: uuid('protection_group_id').references(() => protectionGroups.id, { onDelete: 'cascade' }),
      targetId: uuid('target_id').references(() => replicationTargets.id, { onDelete: 'cascade' }),
      jobId: uuid('job_id').references(() => replicationJobs.id, { onDelete: 'cascade' }),
      recoveryPointId: uuid('recovery_point_id').references(() => recoveryPoints.id, { onDelete: 'set null' }),
      /** The object's name, kept for when it is gone. */
      subject: text().notNull(),
      message: text().notNull(),
      hint: text(),
      facts: jsonb().$type<Record<string, unknown>>(),
      openedAt: instant('opened_at').notNull(),
      lastSeenAt: instant('last_seen_at').notNull(),
      occurrences: integer().notNull().default(1),
      acknowledgedAt: instant('acknowledged_at'),
      acknowledgedBy: text('acknowledged_by'),
      resolvedAt: instant('resolved_at'),
    },
    (table) => [
      uniqueIndex('one_open_alert_per_fingerprint').on(table.fingerprint).where(isNull(table.resolvedAt)),
      index('alerts_newest').on(table.openedAt.desc().nullsFirst(), table.id.desc().nullsFirst()),
    ],
  )
  .enableRLS()
