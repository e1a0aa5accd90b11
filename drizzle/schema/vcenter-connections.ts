import { integer, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import { connectionStatus, createdAt, instant, updatedAt, vcenterDriver, zerfaux } from './zerfaux-schema.ts'

/** A vCenter, how to sign in there, and the certificate that was trusted. */
export const vcenterConnections = zerfaux
  .table(
    'vcenter_connections',
    {
      id: uuid().primaryKey().defaultRandom(),
      name: text().notNull(),
      driver: vcenterDriver().notNull(),
      host: text().notNull(),
      port: integer().notNull().default(443),
      username: text().notNull(),
      /** Sealed (AES-256-GCM, bound to this row and column). */
      sealedPassword: text('sealed_password').notNull(),
      tlsThumbprintSha256: text('tls_thumbprint_sha256'),
      tlsCaPem: text('tls_ca_pem'),
      instanceUuid: text('instance_uuid'),
      version: text(),
      build: text(),
      status: connectionStatus().notNull().default('unknown'),
      lastSyncAt: instant('last_sync_at'),
      lastSyncError: text('last_sync_error'),
      createdAt: createdAt(),
      updatedAt: updatedAt(),
    },
    (table) => [uniqueIndex('vcenter_connections_name').on(sql`lower(${table.name})`)],
  )
  .enableRLS()
