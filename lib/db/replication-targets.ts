import { and, eq, ilike, or, sql } from 'drizzle-orm'
import { replicationTargets } from '../../drizzle/schema/replication-targets.ts'
import { ZerfauxError } from '../domain/errors.ts'
import type { Db } from './client.ts'
import { contains, paging, type Page, type PageRequest } from './page.ts'
import { refuseUnless } from './refusals.ts'

export type TargetRow = typeof replicationTargets.$inferSelect

const sortable = {
  name: replicationTargets.name,
  health: replicationTargets.health,
  availableBytes: replicationTargets.availableBytes,
  createdAt: replicationTargets.createdAt,
}

export async function listTargets(db: Db, request: PageRequest & { q?: string | undefined }): Promise<Page<TargetRow>> {
  const { q } = request
  const page = paging(request, replicationTargets.id, sortable, 'name')
  const rows = await db
    .select()
    .from(replicationTargets)
    .where(
      and(
        q === undefined
          ? undefined
          : or(ilike(replicationTargets.name, contains(q)), ilike(replicationTargets.host, contains(q))),
        page.where,
      ),
    )
    .orderBy(...page.orderBy)
    .limit(page.limit)
  return page.finish(rows)
}

export async function getTarget(db: Db, id: string): Promise<TargetRow> {
  const [row] = await db.select().from(replicationTargets).where(eq(replicationTargets.id, id))
  if (!row) throw new ZerfauxError('not_found', `There is no replication target with id ${id}`)
  return row
}

export async function insertTarget(db: Db, row: typeof replicationTargets.$inferInsert): Promise<void> {
  await refuseUnless(db.insert(replicationTargets).values(row), {
    replication_targets_name: `There is already a replication target called ${row.name}`,
  })
}

export async function updateTarget(
  db: Db,
  id: string,
  changes: Partial<Omit<TargetRow, 'id' | 'createdAt'>>,
): Promise<void> {
  const update = db
    .update(replicationTargets)
    .set({ ...changes, updatedAt: sql`now()` })
    .where(eq(replicationTargets.id, id))
  await refuseUnless(update, {
    replication_targets_name: `There is already a replication target called ${changes.name}`,
  })
}

export async function deleteTarget(db: Db, row: Pick<TargetRow, 'id' | 'name'>): Promise<void> {
  const because = `${row.name} is used by a protection group`
  await refuseUnless(db.delete(replicationTargets).where(eq(replicationTargets.id, row.id)), {
    protection_groups_source_target_id_replication_targets_id_fk: because,
    protection_groups_dr_target_id_replication_targets_id_fk: because,
    recovery_points_target_id_replication_targets_id_fk: because,
  })
}
