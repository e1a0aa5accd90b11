import { boolean, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import type { AlertChannelSettings } from '../../lib/domain/alert-channel.ts'
import { alertChannelKind, alertSeverity, createdAt, instant, updatedAt, zerfaux } from './zerfaux-schema.ts'

/** Where alerts are sent. */
export const alertChannels = zerfaux
  .table(
    'alert_channels',
    {
      id: uuid().primaryKey().defaultRandom(),
      name: text().notNull(),
      kind: alertChannelKind().notNull(),
      settings: jsonb().$type<AlertChannelSettings>().notNull(),
      /** Password of the mail server, or what webhooks are signed with; sealed. */
      sealedSecret: text('sealed_secret'),
      minimumSeverity: alertSeverity('minimum_severity').notNull().default('warning'),
      enabled: boolean().notNull().default(true),
      lastSentAt: instant('last_sent_at'),
      lastError: text('last_error'),
      createdAt: createdAt(),
      updatedAt: updatedAt(),
    },
    (table) => [uniqueIndex('alert_channels_name').on(sql`lower(${table.name})`)],
  )
  .enableRLS()
