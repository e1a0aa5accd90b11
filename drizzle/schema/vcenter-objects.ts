import { index, jsonb, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { VcenterObject } from '../../lib/domain/inventory.ts'
import { vcenterConnections } from './vcenter-connections.ts'
import { instant, objectKind, zerfaux } from './zerfaux-schema.ts'

/** Datastores, networks and placements as of the last sync; what is gone is deleted. */
export const vcenterObjects = zerfaux
  .table(
    'vcenter_objects',
    {
      id: uuid().primaryKey().defaultRandom(),
      vcenterId: uuid('vcenter_id')
        .notNull()
        .references(() => vcenterConnections.id, { onDelete: 'cascade' }),
      kind: objectKind().notNull(),
      moref: text().notNull(),
      name: text().notNull(),
      description: jsonb().$type<VcenterObject>().notNull(),
      lastSeenAt: instant('last_seen_at').notNull(),
    },
    (table) => [
      uniqueIndex('vcenter_objects_moref').on(table.vcenterId, table.moref),
      index('vcenter_objects_by_kind').on(table.vcenterId, table.kind, table.name),
    ],
  )
  .enableRLS()
