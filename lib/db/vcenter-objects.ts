import { and, eq, ilike, inArray } from 'drizzle-orm'
import { vcenterObjects } from '../../drizzle/schema/vcenter-objects.ts'
import type { ObjectKind } from '../domain/inventory.ts'
import type { Db } from './client.ts'
import { contains, paging, type Page, type PageRequest } from './page.ts'

export type VcenterObjectRow = typeof vcenterObjects.$inferSelect

const sortable = { name: vcenterObjects.name, kind: vcenterObjects.kind }

/** As of the last sync. */
export async function listVcenterObjects(
  db: Db,
  request: PageRequest & { vcenterId: string; kinds: readonly ObjectKind[]; q?: string | undefined },
): Promise<Page<VcenterObjectRow>> {
  const page = paging(request, vcenterObjects.id, sortable, 'name')
  const rows = await db
    .select()
    .from(vcenterObjects)
    .where(
      and(
        eq(vcenterObjects.vcenterId, request.vcenterId),
        inArray(vcenterObjects.kind, [...request.kinds]),
        request.q === undefined ? undefined : ilike(vcenterObjects.name, contains(request.q)),
        page.where,
      ),
    )
    .orderBy(...page.orderBy)
    .limit(page.limit)
  return page.finish(rows)
}

/** By its exact name, or null. */
export async function findDatastore(
  db: Db,
  vcenterId: string,
  name: string,
): Promise<Extract<VcenterObjectRow['description'], { kind: 'datastore' }> | null> {
  const [row] = await db
    .select({ description: vcenterObjects.description })
    .from(vcenterObjects)
    .where(
      and(eq(vcenterObjects.vcenterId, vcenterId), eq(vcenterObjects.kind, 'datastore'), eq(vcenterObjects.name, name)),
    )
    .limit(1)
  return row?.description.kind === 'datastore' ? row.description : null
}

/** All of these kinds, without paging: what a placement is chosen from. */
export async function listAllObjects(
  db: Db,
  vcenterId: string,
  kinds: readonly ObjectKind[],
): Promise<VcenterObjectRow['description'][]> {
  const rows = await db
    .select({ description: vcenterObjects.description })
    .from(vcenterObjects)
    .where(and(eq(vcenterObjects.vcenterId, vcenterId), inArray(vcenterObjects.kind, [...kinds])))
    .orderBy(vcenterObjects.name, vcenterObjects.moref)
  return rows.map(({ description }) => description)
}
