/**
 * Sync inventory: makes the database say what a vCenter says.
 *
 * Reads only, on the vCenter's side. Datastores, networks and placements are replaced as a whole;
 * VMs keep their row, so that protection survives a new MoRef. A sync that breaks off has committed
 * nothing of the step it was in. Last, the DR shells that should be there are looked at (failure-modes row 27).
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { VcenterAbout, VcenterObject, VmRecord } from '../domain/inventory.ts'
import { InventorySync, type FoundVm, type KnownVm, type SyncCounts } from '../domain/inventory-sync.ts'
import type { VsphereDriver } from '../drivers/vsphere/vsphere-driver.ts'
import type { ShellCounts } from './shell/compare-shells.ts'
import type { CommonTools, Step, Workflow } from './workflow.ts'

export const SyncInventoryParams = z.object({ jobId: z.uuid(), vcenterId: z.uuid() })
export type SyncInventoryParams = z.infer<typeof SyncInventoryParams>

/** The database's side of a sync. */
export interface InventoryStore {
  recordAbout(vcenterId: string, about: VcenterAbout): Promise<void>
  replaceObjects(vcenterId: string, objects: readonly VcenterObject[]): Promise<void>
  /** Runs `work` so that all of it is seen at once, or nothing. */
  atomically<Result>(work: (vms: VmStore) => Promise<Result>): Promise<Result>
  /** Recomputes where protected VMs lie, and notes that the sync has ended. */
  settle(vcenterId: string): Promise<void>
}

export interface VmStore {
  known(vcenterId: string): Promise<readonly KnownVm[]>
  insert(vcenterId: string, vms: readonly FoundVm[]): Promise<void>
  update(vms: readonly { readonly id: string; readonly vm: FoundVm }[]): Promise<void>
  markGone(ids: readonly string[]): Promise<void>
  /** Everything of that vCenter that is not gone was seen now. */
  markSeen(vcenterId: string): Promise<void>
}

export type SyncInventoryTools = CommonTools & {
  readonly vcenter: VsphereDriver
  readonly store: InventoryStore
  readonly compareShells: () => Promise<ShellCounts>
  readonly now: () => number
}

type SyncStep = Step<SyncInventoryParams, SyncInventoryTools>

const connect: SyncStep = {
  name: 'connect',
  title: 'Sign in at the vCenter',
  async run({ vcenterId }, { vcenter, store }) {
    await store.recordAbout(vcenterId, await vcenter.about())
  },
}

const readObjects: SyncStep = {
  name: 'read_objects',
  title: 'Read datastores, networks and placements',
  async run({ vcenterId }, { vcenter, store, signal }) {
    await store.replaceObjects(vcenterId, await vcenter.objects({ signal }))
  },
}

const readVms: SyncStep = {
  name: 'read_vms',
  title: 'Read virtual machines',
  async run(params, tools) {
    const startedAt = tools.now()
    const counts = await syncVms(params.vcenterId, tools.vcenter, tools.store, tools.signal)
    await tools.result({ ...counts, durationMs: tools.now() - startedAt })
  },
}

const settle: SyncStep = {
  name: 'settle',
  title: 'Compare with what is protected',
  async run({ vcenterId }, { store }) {
    await store.settle(vcenterId)
  },
}

const compareShells: SyncStep = {
  name: 'compare_shells',
  title: 'Look at the DR shells',
  async run(_, tools) {
    const counts = await tools.compareShells()
    if (counts.shellsChecked > 0) await tools.result({ ...counts })
  },
}

/** Streams the inventory into the store in one transaction; memory holds one page and the known MoRefs. */
export async function syncVms(
  vcenterId: string,
  vcenter: Pick<VsphereDriver, 'virtualMachines'>,
  store: Pick<InventoryStore, 'atomically'>,
  signal: AbortSignal,
): Promise<SyncCounts> {
  return store.atomically(async (vms) => {
    const sync = new InventorySync(await vms.known(vcenterId))
    for await (const page of vcenter.virtualMachines({ signal })) {
      signal.throwIfAborted()
      const { changed } = sync.takePage(page.map((record) => ({ record, contentHash: contentHash(record) })))
      await vms.insert(vcenterId, sync.takeNewcomers())
      await vms.update(changed)
    }
    const { added, relinked, gone, counts } = sync.finish()
    // Gone first, for a moment also what was found again: each MoRef must be free before its new owner takes it,
    // and two VMs may each have the other's.
    await vms.markGone([...gone, ...relinked.map(({ id }) => id)])
    await vms.update(relinked)
    await vms.insert(vcenterId, added)
    await vms.markSeen(vcenterId)
    return counts
  })
}

function contentHash(record: VmRecord): string {
  return createHash('sha256').update(JSON.stringify(record)).digest('base64url')
}

export const syncInventory: Workflow<SyncInventoryParams, SyncInventoryTools> = {
  kind: 'sync_inventory',
  steps: [connect, readObjects, readVms, settle, compareShells],
  whenHopeless: 'ask_operator',
}
