import { and, count, eq, ilike, isNull, max, sql } from 'drizzle-orm'
import { protectedVms } from '../../drizzle/schema/protected-vms.ts'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { recoveryPoints } from '../../drizzle/schema/recovery-points.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { ZerfauxError } from '../domain/errors.ts'
import type { Db } from './client.ts'
import { contains, paging, type Page, type PageRequest } from './page.ts'
import { refuseUnless } from './refusals.ts'

export type GroupRow = typeof protectionGroups.$inferSelect
/** A group with what is judged from its children. */
export type GroupListRow = GroupRow & {
  readonly protectedVmCount: number
  readonly recoveryPointCount: number
  readonly currentUntil: Date | null
  readonly activeJobId: string | null
}

const sortable = {
  name: protectionGroups.name,
  state: protectionGroups.state,
  rpoMinutes: protectionGroups.rpoMinutes,
  createdAt: protectionGroups.createdAt,
}

export async function listGroups(
  db: Db,
  request: PageRequest & { q?: string | undefined },
): Promise<Page<GroupListRow>> {
  const page = paging(request, protectionGroups.id, sortable, 'name')
  const rows = await withFacts(db)
    .where(and(request.q === undefined ? undefined : ilike(protectionGroups.name, contains(request.q)), page.where))
    .orderBy(...page.orderBy)
    .limit(page.limit)
  return page.finish(rows.map(flatten))
}

export async function getGroup(db: Db, id: string): Promise<GroupListRow> {
  const [row] = await withFacts(db).where(eq(protectionGroups.id, id))
  if (!row) throw new ZerfauxError('not_found', `There is no protection group with id ${id}`)
  return flatten(row)
}

function withFacts(db: Db) {
  const vmCounts = db
    .select({ groupId: protectedVms.protectionGroupId, total: count().as('vm_total') })
    .from(protectedVms)
    .groupBy(protectedVms.protectionGroupId)
    .as('vm_counts')
  const pointFacts = db
    .select({
      groupId: recoveryPoints.protectionGroupId,
      total: count().as('point_total'),
      currentUntil: max(recoveryPoints.currentUntil).as('current_until'),
    })
    .from(recoveryPoints)
    .where(isNull(recoveryPoints.prunedAt))
    .groupBy(recoveryPoints.protectionGroupId)
    .as('point_facts')
  return db
    .select({
      group: protectionGroups,
      protectedVmCount: vmCounts.total,
      recoveryPointCount: pointFacts.total,
      currentUntil: pointFacts.currentUntil,
      activeJobId: replicationJobs.id,
    })
    .from(protectionGroups)
    .leftJoin(vmCounts, eq(vmCounts.groupId, protectionGroups.id))
    .leftJoin(pointFacts, eq(pointFacts.groupId, protectionGroups.id))
    .leftJoin(
      replicationJobs,
      and(eq(replicationJobs.protectionGroupId, protectionGroups.id), isNull(replicationJobs.finishedAt)),
    )
    .$dynamic()
}

type Joined = {
  group: GroupRow
  protectedVmCount: number | null
  recoveryPointCount: number | null
  currentUntil: Date | null
  activeJobId: string | null
}

function flatten({ group, protectedVmCount, recoveryPointCount, ...rest }: Joined): GroupListRow {
  return { ...group, ...rest, protectedVmCount: protectedVmCount ?? 0, recoveryPointCount: recoveryPointCount ?? 0 }
}

const taken = (row: {
  name?: string | undefined
  sourceDataset?: string | undefined
  drDataset?: string | undefined
}) => ({
  protection_groups_name: `There is already a protection group called ${row.name}`,
  protection_groups_source_dataset: `${row.sourceDataset} is already protected by another group`,
  protection_groups_dr_dataset: `${row.drDataset} is already the replica of another group`,
  protection_groups_two_places: 'Source and DR dataset are the same',
})

export async function insertGroup(db: Db, row: typeof protectionGroups.$inferInsert): Promise<string> {
  const [inserted] = await refuseUnless(
    db.insert(protectionGroups).values(row).returning({ id: protectionGroups.id }),
    taken(row),
  )
  if (!inserted) throw new Error('Inserting a protection group returned no row')
  return inserted.id
}

export async function updateGroup(
  db: Db,
  id: string,
  changes: Partial<Omit<GroupRow, 'id' | 'createdAt'>>,
): Promise<void> {
  const update = db
    .update(protectionGroups)
    .set({ ...changes, updatedAt: sql`now()` })
    .where(eq(protectionGroups.id, id))
  await refuseUnless(update, taken(changes))
}

/** The group whose replica that dataset is. */
export async function findGroupOfReplica(
  db: Db,
  targetId: string,
  dataset: string,
): Promise<{ id: string; name: string } | null> {
  const [row] = await db
    .select({ id: protectionGroups.id, name: protectionGroups.name })
    .from(protectionGroups)
    .where(and(eq(protectionGroups.drTargetId, targetId), eq(protectionGroups.drDataset, dataset)))
  return row ?? null
}

export async function deleteGroup(db: Db, id: string): Promise<void> {
  await db.delete(protectionGroups).where(eq(protectionGroups.id, id))
}

/** Hands out the group's next sequence number. Numbers are never given twice, gaps do not matter. */
export async function takeSequence(db: Db, id: string): Promise<number> {
  const [row] = await db
    .update(protectionGroups)
    .set({ nextSequence: sql`${protectionGroups.nextSequence} + 1` })
    .where(eq(protectionGroups.id, id))
    .returning({ next: protectionGroups.nextSequence })
  if (!row) throw new ZerfauxError('not_found', `There is no protection group with id ${id}`)
  return row.next - 1
}
