import { and, eq, sql } from 'drizzle-orm'
import { placementMappings } from '../../drizzle/schema/placement-mappings.ts'
import type { Direction } from '../domain/group-enums.ts'
import type { ShellPlacement } from '../domain/shell-placement.ts'
import type { Db } from './client.ts'

/** Null until somebody chose. */
export async function getPlacementMapping(
  db: Db,
  groupId: string,
  direction: Direction,
): Promise<ShellPlacement | null> {
  const [row] = await db
    .select({ placement: placementMappings.placement })
    .from(placementMappings)
    .where(and(eq(placementMappings.protectionGroupId, groupId), eq(placementMappings.direction, direction)))
  return row?.placement ?? null
}

export async function putPlacementMapping(
  db: Db,
  groupId: string,
  direction: Direction,
  placement: ShellPlacement,
): Promise<void> {
  await db
    .insert(placementMappings)
    .values({ protectionGroupId: groupId, direction, placement })
    .onConflictDoUpdate({
      target: [placementMappings.protectionGroupId, placementMappings.direction],
      set: { placement, updatedAt: sql`now()` },
    })
}
