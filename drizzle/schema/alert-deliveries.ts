import { index, integer, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { isNull } from 'drizzle-orm'
import { alertChannels } from './alert-channels.ts'
import { alerts } from './alerts.ts'
import { alertDeliveryEvent, createdAt, instant, zerfaux } from './zerfaux-schema.ts'

/** One notice to one channel. The unique index is what keeps several workers from sending it twice. */
export const alertDeliveries = zerfaux
  .table(
    'alert_deliveries',
    {
      id: uuid().primaryKey().defaultRandom(),
      alertId: uuid('alert_id')
        .notNull()
        .references(() => alerts.id, { onDelete: 'cascade' }),
      channelId: uuid('channel_id')
        .notNull()
        .references(() => alertChannels.id, { onDelete: 'cascade' }),
      event: alertDeliveryEvent().notNull(),
      attempts: integer().notNull().default(0),
      nextAttemptAt: instant('next_attempt_at').notNull().defaultNow(),
      sentAt: instant('sent_at'),
      /** Given up, or no longer of use. */
      droppedAt: instant('dropped_at'),
      error: text(),
      createdAt: createdAt(),
    },
    (table) => [
      uniqueIndex('one_delivery_per_event').on(table.alertId, table.channelId, table.event),
      index('alert_deliveries_due').on(table.nextAttemptAt).where(isNull(table.sentAt)),
    ],
  )
  .enableRLS()
