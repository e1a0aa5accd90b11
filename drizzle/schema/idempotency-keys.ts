import { integer, jsonb, primaryKey, text } from 'drizzle-orm/pg-core'
import { createdAt, zerfaux } from './zerfaux-schema.ts'

/** The first answer to a POST with an `Idempotency-Key`, given again to its repeats for a day. */
export const idempotencyKeys = zerfaux
  .table(
    'idempotency_keys',
    {
      actor: text().notNull(),
      key: text().notNull(),
      requestSha256: text('request_sha256').notNull(),
      status: integer(),
      location: text(),
      body: jsonb(),
      createdAt: createdAt(),
    },
    (table) => [primaryKey({ columns: [table.actor, table.key] })],
  )
  .enableRLS()
