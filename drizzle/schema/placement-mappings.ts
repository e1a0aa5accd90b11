import { jsonb, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { ShellPlacement } from '../../lib/domain/shell-placement.ts'
import { protectionGroups } from './protection-groups.ts'
import { createdAt, direction, updatedAt, zerfaux } from './zerfaux-schema.ts'

/** Where a group's shell VMs lie, unless a VM has a placement of its own. */
export const placementMappings = zerfaux
  .table(
    'placement_mappings',
    {
      id: uuid().primaryKey().defaultRandom(),
      protectionGroupId: uuid('protection_group_id')
        .notNull()
        .references(() => protectionGroups.id, { onDelete: 'cascade' }),
      direction: direction().notNull(),
      placement: jsonb().$type<ShellPlacement>().notNull(),
      createdAt: createdAt(),
      updatedAt: updatedAt(),
    },
    (table) => [uniqueIndex('placement_mappings_group').on(table.protectionGroupId, table.direction)],
  )
  .enableRLS()
