import { and, count, eq, ilike, isNull, or, sql } from 'drizzle-orm'
import { vcenterConnections } from '../../drizzle/schema/vcenter-connections.ts'
import { vms } from '../../drizzle/schema/vms.ts'
import { ZerfauxError } from '../domain/errors.ts'
import type { Db } from './client.ts'
import { contains, paging, type Page, type PageRequest } from './page.ts'
import { refuseUnless } from './refusals.ts'

export type VcenterRow = typeof vcenterConnections.$inferSelect
export type VcenterListRow = VcenterRow & { readonly vmCount: number }

const sortable = {
  name: vcenterConnections.name,
  lastSyncAt: vcenterConnections.lastSyncAt,
  createdAt: vcenterConnections.createdAt,
}

export async function listVcenters(
  db: Db,
  request: PageRequest & { q?: string | undefined },
): Promise<Page<VcenterListRow>> {
  const { q } = request
  const page = paging(request, vcenterConnections.id, sortable, 'name')
  const rows = await withCounts(db)
    .where(
      and(
        q === undefined
          ? undefined
          : or(ilike(vcenterConnections.name, contains(q)), ilike(vcenterConnections.host, contains(q))),
        page.where,
      ),
    )
    .groupBy(vcenterConnections.id)
    .orderBy(...page.orderBy)
    .limit(page.limit)
  return page.finish(rows.map(({ vcenter, vmCount }) => ({ ...vcenter, vmCount })))
}

export async function getVcenter(db: Db, id: string): Promise<VcenterListRow> {
  const [row] = await withCounts(db).where(eq(vcenterConnections.id, id)).groupBy(vcenterConnections.id)
  if (!row) throw new ZerfauxError('not_found', `There is no vCenter with id ${id}`)
  return { ...row.vcenter, vmCount: row.vmCount }
}

function withCounts(db: Db) {
  return db
    .select({ vcenter: vcenterConnections, vmCount: count(vms.id) })
    .from(vcenterConnections)
    .leftJoin(vms, and(eq(vms.vcenterId, vcenterConnections.id), isNull(vms.goneAt)))
    .$dynamic()
}

export async function insertVcenter(db: Db, row: typeof vcenterConnections.$inferInsert): Promise<void> {
  await refuseUnless(db.insert(vcenterConnections).values(row), {
    vcenter_connections_name: `There is already a vCenter called ${row.name}`,
  })
}

export async function updateVcenter(
  db: Db,
  id: string,
  changes: Partial<Omit<VcenterRow, 'id' | 'createdAt'>>,
): Promise<void> {
  const update = db
    .update(vcenterConnections)
    .set({ ...changes, updatedAt: sql`now()` })
    .where(eq(vcenterConnections.id, id))
  await refuseUnless(update, { vcenter_connections_name: `There is already a vCenter called ${changes.name}` })
}

export async function deleteVcenter(db: Db, row: Pick<VcenterRow, 'id' | 'name'>): Promise<void> {
  const because = `${row.name} is used by a protection group`
  await refuseUnless(db.delete(vcenterConnections).where(eq(vcenterConnections.id, row.id)), {
    protection_groups_source_vcenter_id_vcenter_connections_id_fk: because,
    protection_groups_dr_vcenter_id_vcenter_connections_id_fk: because,
    protected_vms_vm_id_vms_id_fk: because,
  })
}
