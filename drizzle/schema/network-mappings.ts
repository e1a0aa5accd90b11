import { text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { protectionGroups } from './protection-groups.ts'
import { createdAt, direction, updatedAt, zerfaux } from './zerfaux-schema.ts'

/** Which network of the other site takes a network's place. Kept per direction, so that failback has its own (failure-modes row 28). */
export const networkMappings = zerfaux
  .table(
    'network_mappings',
    {
      id: uuid().primaryKey().defaultRandom(),
      protectionGroupId: uuid('protection_group_id')
        .notNull()
        .references(() => protectionGroups.id, { onDelete: 'cascade' }),
      direction: direction().notNull(),
      sourceNetwork: text('source_network').notNull(),
      /** Null: its NICs are left without a network. */
      targetNetwork: text('target_network'),
      /** Null: a test leaves the NICs without a network. */
      testNetwork: text('test_network'),
      createdAt: createdAt(),
      updatedAt: updatedAt(),
    },
    (table) => [
      uniqueIndex('network_mappings_source').on(table.protectionGroupId, table.direction, table.sourceNetwork),
    ],
  )
  .enableRLS()
