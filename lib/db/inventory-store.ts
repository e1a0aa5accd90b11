import { isDeepStrictEqual } from 'node:util'
import { and, eq, inArray, isNull, notInArray, sql } from 'drizzle-orm'
import { protectedVms } from '../../drizzle/schema/protected-vms.ts'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { vcenterConnections } from '../../drizzle/schema/vcenter-connections.ts'
import { vcenterObjects } from '../../drizzle/schema/vcenter-objects.ts'
import { vms } from '../../drizzle/schema/vms.ts'
import type { VcenterAbout, VcenterObject } from '../domain/inventory.ts'
import type { FoundVm, KnownVm } from '../domain/inventory-sync.ts'
import { ZerfauxError } from '../domain/errors.ts'
import { judgePlace } from '../domain/moved-away.ts'
import { onlyDatastore } from '../domain/vm-placement.ts'
import type { Db } from './client.ts'
import { liveTransaction } from './live-transaction.ts'
import { getVcenter, updateVcenter } from './vcenter-connections.ts'

/** Postgres takes 65,535 parameters a statement; smaller statements also keep the event loop free. */
const ROWS_PER_STATEMENT = 100

/** @throws ZerfauxError `identity_changed` when another vCenter answers than before: MoRefs repeat, and VMs would be mixed up */
export async function recordAbout(db: Db, vcenterId: string, about: VcenterAbout): Promise<void> {
  const { instanceUuid, version, build } = about
  const known = await getVcenter(db, vcenterId)
  if (known.instanceUuid !== null && known.instanceUuid !== instanceUuid) {
    throw new ZerfauxError(
      'identity_changed',
      `${known.name} is now another vCenter: its instance UUID is ${instanceUuid}, and was ${known.instanceUuid}`,
      {
        hint: 'Add the other one as a vCenter of its own. If this one was rebuilt under a new identity, add it anew as well.',
      },
    )
  }
  await updateVcenter(db, vcenterId, { instanceUuid, version, build, status: 'connected', lastSyncError: null })
}

export async function replaceObjects(db: Db, vcenterId: string, objects: readonly VcenterObject[]): Promise<void> {
  await liveTransaction(db, async (tx) => {
    const morefs = objects.map(({ moref }) => moref)
    await tx
      .delete(vcenterObjects)
      .where(
        and(
          eq(vcenterObjects.vcenterId, vcenterId),
          morefs.length > 0 ? notInArray(vcenterObjects.moref, morefs) : undefined,
        ),
      )
    for (const some of inChunks(objects)) {
      const rows = some.map((object) => ({
        vcenterId,
        kind: object.kind,
        moref: object.moref,
        name: object.name,
        description: object,
        lastSeenAt: sql`now()`,
      }))
      await tx
        .insert(vcenterObjects)
        .values(rows)
        .onConflictDoUpdate({
          target: [vcenterObjects.vcenterId, vcenterObjects.moref],
          set: {
            kind: sql`excluded.kind`,
            name: sql`excluded.name`,
            description: sql`excluded.description`,
            lastSeenAt: sql`excluded.last_seen_at`,
          },
        })
    }
  })
}

export async function listKnownVms(db: Db, vcenterId: string): Promise<KnownVm[]> {
  return db
    .select({
      id: vms.id,
      moref: vms.moref,
      name: vms.name,
      instanceUuid: vms.instanceUuid,
      biosUuid: vms.biosUuid,
      vmxPath: vms.vmxPath,
      contentHash: vms.contentHash,
    })
    .from(vms)
    .where(and(eq(vms.vcenterId, vcenterId), isNull(vms.goneAt)))
}

export async function insertVms(db: Db, vcenterId: string, found: readonly FoundVm[]): Promise<void> {
  for (const some of inChunks(found)) {
    await db
      .insert(vms)
      .values(some.map((vm) => ({ vcenterId, ...vm.record, contentHash: vm.contentHash, lastSeenAt: sql`now()` })))
  }
}

export async function updateVms(
  db: Db,
  changed: readonly { readonly id: string; readonly vm: FoundVm }[],
): Promise<void> {
  for (const { id, vm } of changed) {
    await db
      .update(vms)
      .set({ ...vm.record, contentHash: vm.contentHash, goneAt: null })
      .where(eq(vms.id, id))
  }
}

export async function markVmsGone(db: Db, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await db
      .update(vms)
      .set({ goneAt: sql`now()` })
      .where(eq(vms.id, id))
  }
}

export async function markVmsSeen(db: Db, vcenterId: string): Promise<void> {
  await db
    .update(vms)
    .set({ lastSeenAt: sql`now()` })
    .where(and(eq(vms.vcenterId, vcenterId), isNull(vms.goneAt)))
}

/**
 * Where the protected VMs of this vCenter lie, from what was just read. Only that makes
 * `in_protection_datastore` true; one that was there and is not any more is marked as moved away.
 */
export async function settleInventory(db: Db, vcenterId: string): Promise<void> {
  await liveTransaction(db, async (tx) => {
    // Two syncs may judge one VM: this site's by its place, the other's by its shell.
    await tx
      .select({ id: protectedVms.id })
      .from(protectedVms)
      .where(inArray(protectedVms.vmId, tx.select({ id: vms.id }).from(vms).where(eq(vms.vcenterId, vcenterId))))
      .orderBy(protectedVms.id)
      .for('update')
    const rows = await tx
      .select({ row: protectedVms, vm: vms, required: protectionGroups.protectionDatastore })
      .from(protectedVms)
      .innerJoin(vms, eq(vms.id, protectedVms.vmId))
      .innerJoin(protectionGroups, eq(protectionGroups.id, protectedVms.protectionGroupId))
      .where(eq(vms.vcenterId, vcenterId))
    const now = new Date()
    for (const { row, vm, required } of rows) {
      const judged = judgePlace(row, { ...vm, gone: vm.goneAt !== null }, required, now)
      const place = { ...judged, currentDatastore: onlyDatastore(vm), diskLayout: vm.disks }
      if (isDeepStrictEqual(place, pick(row))) continue
      await tx.update(protectedVms).set(place).where(eq(protectedVms.id, row.id))
    }
  })
  await db
    .update(vcenterConnections)
    .set({ lastSyncAt: sql`now()`, lastSyncError: null, status: 'connected' })
    .where(eq(vcenterConnections.id, vcenterId))
}

function pick({
  inProtectionDatastore,
  attention,
  currentDatastore,
  diskLayout,
}: typeof protectedVms.$inferSelect): Partial<typeof protectedVms.$inferSelect> {
  return { inProtectionDatastore, attention, currentDatastore, diskLayout }
}

function* inChunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += ROWS_PER_STATEMENT) yield items.slice(at, at + ROWS_PER_STATEMENT)
}
