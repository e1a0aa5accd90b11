import { describe, expect, test } from 'vitest'
import type { VcenterObject } from '../domain/inventory.ts'
import type { FoundVm, KnownVm } from '../domain/inventory-sync.ts'
import { MemoryStore } from '../drivers/simulated-store.ts'
import { simulatedVcenter } from '../drivers/vsphere/simulated-vcenter.ts'
import { SimulatedVsphereDriver } from '../drivers/vsphere/simulated-vsphere-driver.ts'
import { runJob } from './run-job.ts'
import { syncInventory, type InventoryStore, type SyncInventoryTools, type VmStore } from './sync-inventory.ts'
import { ArrayJournal, obeysTheLaws } from './workflow.laws.ts'

const params = { jobId: '11111111-1111-4111-8111-111111111111', vcenterId: '22222222-2222-4222-8222-222222222222' }

/** The database's side, with its transaction: what `work` did is kept only when it ends well. */
class MemoryInventory implements InventoryStore {
  about = ''
  objects: readonly VcenterObject[] = []
  settled = 0
  vms: (KnownVm & { gone: boolean })[] = []

  async recordAbout(_id: string, about: { name: string }) {
    this.about = about.name
  }
  async replaceObjects(_id: string, objects: readonly VcenterObject[]) {
    this.objects = objects
  }
  async settle() {
    this.settled = 1
  }
  async atomically<Result>(work: (vms: VmStore) => Promise<Result>): Promise<Result> {
    const draft = structuredClone(this.vms)
    const known = ({ record, contentHash }: FoundVm, id: string) => {
      const { moref, name, instanceUuid, biosUuid, vmxPath } = record
      // As the unique index has it.
      if (draft.some((row) => !row.gone && row.moref === moref && row.id !== id)) throw new Error(`${moref} is taken`)
      return { id, moref, name, instanceUuid, biosUuid, vmxPath, contentHash, gone: false }
    }
    const result = await work({
      known: async () => draft.filter(({ gone }) => !gone),
      insert: async (_id, found) =>
        void draft.push(...found.map((vm) => known(vm, `row of ${vm.record.instanceUuid}`))),
      update: async (changed) => {
        for (const { id, vm } of changed) draft[draft.findIndex((row) => row.id === id)] = known(vm, id)
      },
      markGone: async (ids) => {
        for (const row of draft) if (ids.includes(row.id)) row.gone = true
      },
      markSeen: async () => {},
    })
    this.vms = draft
    return result
  }
}

function makeWorld() {
  const vcenter = new MemoryStore(simulatedVcenter({ name: 'laws', vms: 12 }))
  const store = new MemoryInventory()
  let facts: Record<string, unknown> = {}
  const tools: SyncInventoryTools = {
    vcenter: new SimulatedVsphereDriver(vcenter),
    store,
    compareShells: async () => ({ shellsChecked: 0, shellsRelinked: 0, shellsMissing: 0, shellsChanged: 0 }),
    now: () => 0,
    signal: new AbortController().signal,
    notice: async () => {},
    result: async (more) => {
      facts = { ...facts, ...more }
    },
    facts: () => facts,
  }
  const fingerprint = async () => ({
    about: store.about,
    objects: store.objects.length,
    settled: store.settled,
    vms: store.vms,
  })
  return { params, tools, fingerprint, vcenter, store, facts: () => facts }
}

describe('sync inventory', () => {
  obeysTheLaws(syncInventory, makeWorld, params)

  test('a reading that breaks off commits nothing of it, and the next one starts over', async () => {
    const world = makeWorld()
    const breaking: SyncInventoryTools = {
      ...world.tools,
      vcenter: Object.assign(Object.create(world.tools.vcenter), {
        about: () => world.tools.vcenter.about(),
        objects: (options: { signal: AbortSignal }) => world.tools.vcenter.objects(options),
        async *virtualMachines({ signal }: { signal: AbortSignal }) {
          for await (const page of world.tools.vcenter.virtualMachines({ signal, pageSize: 5 })) {
            yield page
            throw new Error('the link broke')
          }
        },
      }),
    }
    expect(await runJob(syncInventory, params, breaking, new ArrayJournal())).toBe('needs_operator')
    expect(world.store.vms).toEqual([])
    expect(await runJob(syncInventory, params, world.tools, new ArrayJournal())).toBe('succeeded')
    expect(world.facts()).toMatchObject({ vmsFound: 12, vmsAdded: 12 })
  })

  test('a VM that is gone keeps its row, and one under a new MoRef keeps its id', async () => {
    const world = makeWorld()
    await runJob(syncInventory, params, world.tools, new ArrayJournal())
    const [first, second] = world.store.vms
    await world.vcenter.update((state) => {
      state.vms = state.vms
        .slice(1)
        .map((vm) => (vm.moref === second?.moref ? { ...vm, moref: 'vm-99999' as typeof vm.moref } : vm))
    })
    await runJob(syncInventory, params, world.tools, new ArrayJournal())
    expect(world.facts()).toMatchObject({ vmsGone: 1, vmsRelinked: 1, vmsAdded: 0 })
    expect(world.store.vms.find(({ id }) => id === first?.id)?.gone).toBe(true)
    expect(world.store.vms.find(({ id }) => id === second?.id)?.moref).toBe('vm-99999')
  })

  test('two VMs that each have the other’s MoRef keep their ids', async () => {
    const world = makeWorld()
    await runJob(syncInventory, params, world.tools, new ArrayJournal())
    const [first, second] = world.store.vms
    await world.vcenter.update((state) => {
      const [one, other] = [first, second].map((row) => state.vms.find(({ moref }) => moref === row?.moref))
      if (one && other) [one.moref, other.moref] = [other.moref, one.moref]
    })
    await runJob(syncInventory, params, world.tools, new ArrayJournal())
    expect(world.facts()).toMatchObject({ vmsGone: 0, vmsRelinked: 2, vmsAdded: 0 })
    const now = [first, second].map((row) => world.store.vms.find(({ id }) => id === row?.id)?.moref)
    expect(now).toEqual([second?.moref, first?.moref])
  })
})
