import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import { protectedVms } from '../../drizzle/schema/protected-vms.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { vcenterObjects } from '../../drizzle/schema/vcenter-objects.ts'
import { vms } from '../../drizzle/schema/vms.ts'
import type { MoveDatastore, MoveVm } from '../domain/move-facts.ts'
import type { Db } from './client.ts'
import type { VmRow } from './vms.ts'

export type PlannedVm = MoveVm & {
  readonly protectedVmId: string
  readonly vmId: string
  readonly vcenterId: string
  readonly moref: string
  readonly instanceUuid: string | null
}

/** VMs of a group as the last sync saw them, by name; all where no ids are given. Three queries, however many. */
export async function listPlannedVms(
  db: Db,
  groupId: string,
  protectedVmIds?: readonly string[],
): Promise<PlannedVm[]> {
  const rows = await db
    .select({ protectedVmId: protectedVms.id, vm: vms })
    .from(protectedVms)
    .innerJoin(vms, eq(vms.id, protectedVms.vmId))
    .where(
      and(
        eq(protectedVms.protectionGroupId, groupId),
        protectedVmIds === undefined ? undefined : inArray(protectedVms.id, [...protectedVmIds]),
      ),
    )
    .orderBy(vms.name, vms.id)
  const hosts = await hostMorefs(db, [...new Set(rows.map(({ vm }) => vm.vcenterId))])
  return rows.map(({ protectedVmId, vm }) => ({
    protectedVmId,
    vmId: vm.id,
    ...plannable(vm),
    hostMoref: hosts.get(`${vm.vcenterId} ${vm.host}`) ?? null,
  }))
}

/** Of one VM, what is not read from its vCenter when it is about to move. */
export async function findMoveFactsOfVm(
  db: Db,
  vmId: string,
): Promise<Pick<MoveVm, 'hostMoref' | 'isTemplate' | 'storageBytes'>> {
  const [vm] = await db.select().from(vms).where(eq(vms.id, vmId))
  if (!vm) return { hostMoref: null, isTemplate: false, storageBytes: null }
  const hosts = await hostMorefs(db, [vm.vcenterId])
  const hostMoref = hosts.get(`${vm.vcenterId} ${vm.host}`) ?? null
  return { hostMoref, isTemplate: vm.isTemplate, storageBytes: vm.storageBytes }
}

function plannable(vm: VmRow): Omit<PlannedVm, 'protectedVmId' | 'vmId' | 'hostMoref'> {
  const { name, disks, datastores, vmxPath, isEncrypted, hasVtpm, snapshotCount, isTemplate, storageBytes } = vm
  return {
    name,
    disks,
    datastores,
    vmxPath,
    isEncrypted,
    hasVtpm,
    snapshotCount,
    isTemplate,
    storageBytes,
    gone: vm.goneAt !== null,
    vcenterId: vm.vcenterId,
    moref: vm.moref,
    instanceUuid: vm.instanceUuid,
  }
}

/** Of one vCenter, a host's name is its own. */
async function hostMorefs(db: Db, vcenterIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (vcenterIds.length === 0) return new Map()
  const rows = await db
    .select({ vcenterId: vcenterObjects.vcenterId, name: vcenterObjects.name, moref: vcenterObjects.moref })
    .from(vcenterObjects)
    .where(and(inArray(vcenterObjects.vcenterId, [...vcenterIds]), eq(vcenterObjects.kind, 'host')))
  return new Map(rows.map(({ vcenterId, name, moref }) => [`${vcenterId} ${name}`, moref]))
}

/** All datastores of that name: a vCenter may have one in each of its datacenters. */
export async function listDatastoresNamed(db: Db, vcenterId: string, name: string): Promise<MoveDatastore[]> {
  const rows = await db
    .select({ description: vcenterObjects.description })
    .from(vcenterObjects)
    .where(
      and(eq(vcenterObjects.vcenterId, vcenterId), eq(vcenterObjects.kind, 'datastore'), eq(vcenterObjects.name, name)),
    )
    .orderBy(vcenterObjects.moref)
  return rows.flatMap(({ description }) => (description.kind === 'datastore' ? [description] : []))
}

/**
 * What moves of a lane still take of the datastore: of those that wait or are under way what is left, of
 * those that ended since the inventory was read all of it, since its free space does not know of them.
 */
export async function bytesOnTheirWay(db: Db, lane: string, vcenterId: string): Promise<number> {
  const { finishedAt, status, params, bytesDone } = replicationJobs
  const size = sql`coalesce((${params} ->> 'bytesToMove')::bigint, 0)`
  const left = sql`case when ${finishedAt} is null then greatest(${size} - coalesce(${bytesDone}, 0), 0) else ${size} end`
  const lastRead = db
    .select({ at: sql`max(${vcenterObjects.lastSeenAt})` })
    .from(vcenterObjects)
    .where(and(eq(vcenterObjects.vcenterId, vcenterId), eq(vcenterObjects.kind, 'datastore')))
  const [row] = await db
    .select({ bytes: sql<string>`coalesce(sum(${left}), 0)` })
    .from(replicationJobs)
    .where(
      and(
        eq(replicationJobs.lane, lane),
        or(isNull(finishedAt), and(eq(status, 'succeeded'), sql`${finishedAt} > (${lastRead})`)),
      ),
    )
  return Number(row?.bytes ?? 0)
}
