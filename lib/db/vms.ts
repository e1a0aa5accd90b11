import { and, arrayContains, count, eq, ilike, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { protectedVms } from '../../drizzle/schema/protected-vms.ts'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { vms } from '../../drizzle/schema/vms.ts'
import { ZerfauxError } from '../domain/errors.ts'
import type { PowerState } from '../domain/inventory.ts'
import type { Db } from './client.ts'
import { contains, paging, type Page, type PageRequest } from './page.ts'

export type VmRow = typeof vms.$inferSelect
export type VmListRow = VmRow & {
  readonly protectedVmId: string | null
  readonly protectionGroupId: string | null
  readonly protectionGroupName: string | null
}

export type VmFilter = {
  readonly vcenterId?: string | undefined
  readonly q?: string | undefined
  readonly powerState?: PowerState | undefined
  readonly cluster?: string | undefined
  readonly datastore?: string | undefined
  readonly protected?: boolean | undefined
}

const sortable = {
  name: vms.name,
  powerState: vms.powerState,
  cluster: vms.cluster,
  host: vms.host,
  guestOs: vms.guestOs,
  cpus: vms.cpus,
  memoryBytes: vms.memoryBytes,
  storageBytes: vms.storageBytes,
  lastSeenAt: vms.lastSeenAt,
}

/** VMs that are there now; those that are gone stay out of lists. */
export async function listVms(db: Db, request: PageRequest & VmFilter): Promise<Page<VmListRow>> {
  const page = paging(request, vms.id, sortable, 'name')
  const rows = await withProtection(db)
    .where(and(...matching(request), page.where))
    .orderBy(...page.orderBy)
    .limit(page.limit)
  return page.finish(rows.map(flatten))
}

export async function countVms(db: Db, filter: VmFilter): Promise<number> {
  const [row] = await db
    .select({ total: count() })
    .from(vms)
    .leftJoin(protectedVms, eq(protectedVms.vmId, vms.id))
    .where(and(...matching(filter)))
  return row?.total ?? 0
}

export async function getVm(db: Db, id: string): Promise<VmListRow> {
  const [row] = await withProtection(db).where(eq(vms.id, id))
  if (!row) throw new ZerfauxError('not_found', `There is no VM with id ${id}`)
  return flatten(row)
}

/** What can be filtered by, in one vCenter or in all. */
export async function listVmFacets(db: Db, vcenterId?: string): Promise<{ clusters: string[]; datastores: string[] }> {
  const present = and(isNull(vms.goneAt), vcenterId === undefined ? undefined : eq(vms.vcenterId, vcenterId))
  const datastore = sql<string>`unnest(${vms.datastores})`
  const [clusters, datastores] = await Promise.all([
    db
      .selectDistinct({ name: vms.cluster })
      .from(vms)
      .where(and(present, isNotNull(vms.cluster))),
    db.selectDistinct({ name: datastore }).from(vms).where(present),
  ])
  const names = (rows: { name: string | null }[]) => rows.flatMap(({ name }) => (name === null ? [] : [name])).sort()
  return { clusters: names(clusters), datastores: names(datastores) }
}

function withProtection(db: Db) {
  return db
    .select({
      vm: vms,
      protectedVmId: protectedVms.id,
      protectionGroupId: protectionGroups.id,
      protectionGroupName: protectionGroups.name,
    })
    .from(vms)
    .leftJoin(protectedVms, eq(protectedVms.vmId, vms.id))
    .leftJoin(protectionGroups, eq(protectionGroups.id, protectedVms.protectionGroupId))
    .$dynamic()
}

function flatten({ vm, ...rest }: { vm: VmRow } & Omit<VmListRow, keyof VmRow>): VmListRow {
  return { ...vm, ...rest }
}

function matching(filter: VmFilter) {
  const { vcenterId, q, powerState, cluster, datastore } = filter
  return [
    isNull(vms.goneAt),
    vcenterId === undefined ? undefined : eq(vms.vcenterId, vcenterId),
    powerState === undefined ? undefined : eq(vms.powerState, powerState),
    cluster === undefined ? undefined : eq(vms.cluster, cluster),
    datastore === undefined ? undefined : arrayContains(vms.datastores, [datastore]),
    filter.protected === undefined
      ? undefined
      : filter.protected
        ? isNotNull(protectedVms.id)
        : isNull(protectedVms.id),
    q === undefined
      ? undefined
      : or(
          ilike(vms.name, contains(q)),
          ilike(vms.guestOs, contains(q)),
          ilike(vms.folder, contains(q)),
          ilike(sql<string>`array_to_string(${vms.ipAddresses}, ' ')`, contains(q)),
        ),
  ]
}
