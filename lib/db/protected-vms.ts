import { and, eq, ilike, sql } from 'drizzle-orm'
import { protectedVms } from '../../drizzle/schema/protected-vms.ts'
import { vms } from '../../drizzle/schema/vms.ts'
import { ZerfauxError } from '../domain/errors.ts'
import type { Db } from './client.ts'
import { contains, paging, type Page, type PageRequest } from './page.ts'
import { refuseUnless } from './refusals.ts'
import type { VmRow } from './vms.ts'

export type ProtectedVmRow = typeof protectedVms.$inferSelect
export type ProtectedVmListRow = ProtectedVmRow & { readonly name: string; readonly vm: VmRow }

const sortable = { name: vms.name, bootTier: protectedVms.bootTier, createdAt: protectedVms.createdAt }

export async function listProtectedVms(
  db: Db,
  request: PageRequest & { groupId: string; q?: string | undefined },
): Promise<Page<ProtectedVmListRow>> {
  const page = paging(request, protectedVms.id, sortable, 'name')
  const rows = await joined(db)
    .where(
      and(
        eq(protectedVms.protectionGroupId, request.groupId),
        request.q === undefined ? undefined : ilike(vms.name, contains(request.q)),
        page.where,
      ),
    )
    .orderBy(...page.orderBy)
    .limit(page.limit)
  return page.finish(rows.map(flatten))
}

/** All of them, by name; without paging, since a run needs every one. */
export async function listVmsOfGroup(db: Db, groupId: string): Promise<VmRow[]> {
  const rows = await joined(db).where(eq(protectedVms.protectionGroupId, groupId)).orderBy(vms.name, vms.id)
  return rows.map(({ vm }) => vm)
}

export async function getProtectedVm(db: Db, id: string): Promise<ProtectedVmListRow> {
  const [row] = await joined(db).where(eq(protectedVms.id, id))
  if (!row) throw new ZerfauxError('not_found', `There is no protected VM with id ${id}`)
  return flatten(row)
}

function joined(db: Db) {
  return db
    .select({ protectedVm: protectedVms, vm: vms })
    .from(protectedVms)
    .innerJoin(vms, eq(vms.id, protectedVms.vmId))
    .$dynamic()
}

function flatten({ protectedVm, vm }: { protectedVm: ProtectedVmRow; vm: VmRow }): ProtectedVmListRow {
  return { ...protectedVm, name: vm.name, vm }
}

export async function insertProtectedVm(
  db: Db,
  row: typeof protectedVms.$inferInsert,
  vmName: string,
): Promise<string> {
  const already = `${vmName} is already in a protection group`
  const [inserted] = await refuseUnless(db.insert(protectedVms).values(row).returning({ id: protectedVms.id }), {
    protected_vms_vm: already,
    protected_vms_group_vm: already,
  })
  if (!inserted) throw new Error('Inserting a protected VM returned no row')
  return inserted.id
}

export async function updateProtectedVm(
  db: Db,
  id: string,
  changes: Partial<Omit<ProtectedVmRow, 'id' | 'createdAt'>>,
): Promise<void> {
  await db
    .update(protectedVms)
    .set({ ...changes, updatedAt: sql`now()` })
    .where(eq(protectedVms.id, id))
}

export async function deleteProtectedVm(db: Db, id: string): Promise<void> {
  await db.delete(protectedVms).where(eq(protectedVms.id, id))
}
