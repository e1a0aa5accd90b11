import { and, count, eq, inArray, isNotNull, isNull, notInArray, sql } from 'drizzle-orm'
import { recoveryPoints } from '../../drizzle/schema/recovery-points.ts'
import { ZerfauxError } from '../domain/errors.ts'
import { Guid } from '../domain/zfs-names.ts'
import type { Db } from './client.ts'
import { paging, type Page, type PageRequest } from './page.ts'

export type RecoveryPointRow = typeof recoveryPoints.$inferSelect

const sortable = { sequence: recoveryPoints.sequence, takenAt: recoveryPoints.takenAt }

export async function listRecoveryPoints(
  db: Db,
  request: PageRequest & { groupId: string },
): Promise<Page<RecoveryPointRow>> {
  const page = paging(request, recoveryPoints.id, sortable, '-sequence')
  const rows = await db
    .select()
    .from(recoveryPoints)
    .where(and(eq(recoveryPoints.protectionGroupId, request.groupId), isNull(recoveryPoints.prunedAt), page.where))
    .orderBy(...page.orderBy)
    .limit(page.limit)
  return page.finish(rows)
}

export async function countRecoveryPoints(db: Db, groupId: string, targetId: string): Promise<number> {
  const mine = and(eq(recoveryPoints.protectionGroupId, groupId), eq(recoveryPoints.targetId, targetId))
  const [row] = await db
    .select({ total: count() })
    .from(recoveryPoints)
    .where(and(mine, isNull(recoveryPoints.prunedAt)))
  return row?.total ?? 0
}

export async function getRecoveryPoint(db: Db, id: string): Promise<RecoveryPointRow> {
  const [row] = await db.select().from(recoveryPoints).where(eq(recoveryPoints.id, id))
  if (!row) throw new ZerfauxError('not_found', `There is no recovery point with id ${id}`)
  return row
}

export async function listIdsOnRecord(
  db: Db,
  groupId: string,
  targetId: string,
  dataset: string,
): Promise<Set<string>> {
  const mine = and(eq(recoveryPoints.protectionGroupId, groupId), eq(recoveryPoints.targetId, targetId))
  const rows = await db
    .select({ id: recoveryPoints.id })
    .from(recoveryPoints)
    .where(and(mine, eq(recoveryPoints.dataset, dataset), isNull(recoveryPoints.prunedAt)))
  return new Set(rows.map(({ id }) => id))
}

/** What is on record of the snapshots of a group's replica, by their guid. */
export async function listPointsOnRecord(
  db: Db,
  groupId: string,
  targetId: string,
): Promise<Map<string, Pick<RecoveryPointRow, 'id' | 'label' | 'pinnedAt' | 'pinReason'>>> {
  const { id, guid, label, pinnedAt, pinReason } = recoveryPoints
  const mine = and(eq(recoveryPoints.protectionGroupId, groupId), eq(recoveryPoints.targetId, targetId))
  const rows = await db
    .select({ id, guid, label, pinnedAt, pinReason })
    .from(recoveryPoints)
    .where(and(mine, isNull(recoveryPoints.prunedAt)))
  return new Map(rows.map((row) => [row.guid, row]))
}

export async function countPinned(db: Db, groupId: string): Promise<number> {
  const [row] = await db
    .select({ total: count() })
    .from(recoveryPoints)
    .where(and(eq(recoveryPoints.protectionGroupId, groupId), isNotNull(recoveryPoints.pinnedAt)))
  return row?.total ?? 0
}

export async function updateRecoveryPoint(
  db: Db,
  id: string,
  changes: Partial<Pick<RecoveryPointRow, 'label' | 'pinnedAt' | 'pinnedBy' | 'pinReason'>>,
): Promise<void> {
  await db.update(recoveryPoints).set(changes).where(eq(recoveryPoints.id, id))
}

/** Points under legal hold by their guid, with the reason given for it. */
export async function listPins(db: Db, groupId: string, targetId: string): Promise<Map<Guid, string | null>> {
  const rows = await db
    .select({ guid: recoveryPoints.guid, reason: recoveryPoints.pinReason })
    .from(recoveryPoints)
    .where(
      and(
        eq(recoveryPoints.protectionGroupId, groupId),
        eq(recoveryPoints.targetId, targetId),
        isNotNull(recoveryPoints.pinnedAt),
      ),
    )
  return new Map(rows.map(({ guid, reason }) => [Guid.parse(guid), reason]))
}

/**
 * A point that was verified before keeps that time and what it says of itself; one that had been taken for
 * pruned and is there comes back. True when it was not on record yet.
 */
export async function recordRecoveryPoint(db: Db, row: typeof recoveryPoints.$inferInsert): Promise<boolean> {
  const [saved] = await db
    .insert(recoveryPoints)
    .values(row)
    .onConflictDoUpdate({
      target: recoveryPoints.id,
      set: {
        prunedAt: null,
        // A repair may have put another dataset with the same snapshots in the replica's place.
        dataset: sql`excluded.dataset`,
        bytes: sql`coalesce(${recoveryPoints.bytes}, excluded.bytes)`,
        referencedBytes: sql`excluded.referenced_bytes`,
        writtenBytes: sql`coalesce(${recoveryPoints.writtenBytes}, excluded.written_bytes)`,
        streamBytes: sql`coalesce(${recoveryPoints.streamBytes}, excluded.stream_bytes)`,
        logicalBytes: sql`coalesce(${recoveryPoints.logicalBytes}, excluded.logical_bytes)`,
      },
    })
    .returning({ isNew: sql<boolean>`xmax = 0` })
  return saved?.isNew ?? false
}

export async function confirmRecoveryPoint(db: Db, id: string, currentUntil: Date): Promise<void> {
  await db
    .update(recoveryPoints)
    .set({ currentUntil: sql`greatest(${recoveryPoints.currentUntil}, ${currentUntil.toISOString()}::timestamptz)` })
    .where(eq(recoveryPoints.id, id))
}

export async function markPruned(db: Db, groupId: string, targetId: string, present: readonly string[]): Promise<void> {
  await db
    .update(recoveryPoints)
    .set({ prunedAt: sql`now()` })
    .where(
      and(
        eq(recoveryPoints.protectionGroupId, groupId),
        eq(recoveryPoints.targetId, targetId),
        isNull(recoveryPoints.prunedAt),
        present.length > 0 ? notInArray(recoveryPoints.guid, [...present]) : undefined,
      ),
    )
}

/** They lie in a dataset that is no replica any more: not pruned by retention, but nothing that the group can be recovered to. */
export async function setRecoveryPointsAside(db: Db, dataset: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db
    .update(recoveryPoints)
    .set({ dataset, prunedAt: sql`coalesce(${recoveryPoints.prunedAt}, now())` })
    .where(inArray(recoveryPoints.id, [...ids]))
}
