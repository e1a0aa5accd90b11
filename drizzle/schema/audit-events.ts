import { index, jsonb, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, zerfaux } from './zerfaux-schema.ts'

/** Who did what to which object, from where, with what outcome. Written in the transaction of the deed. */
export const auditEvents = zerfaux
  .table(
    'audit_events',
    {
      id: uuid().primaryKey().defaultRandom(),
      at: createdAt(),
      actor: text().notNull(),
      action: text().notNull(),
      objectType: text('object_type').notNull(),
      objectId: text('object_id'),
      objectName: text('object_name'),
      outcome: text({ enum: ['done', 'refused'] }).notNull(),
      address: text(),
      details: jsonb().$type<Record<string, unknown>>(),
    },
    (table) => [index('audit_events_newest').on(table.at.desc().nullsFirst())],
  )
  .enableRLS()
