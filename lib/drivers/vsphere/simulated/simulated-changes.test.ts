import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MoRef, type VmRecord } from '../../../domain/inventory.ts'
import { MemoryStore } from '../../simulated-store.ts'
import { never } from '../contract/changes-rig.ts'
import { simulatedVcenter, type SimulatedVcenter } from '../simulated-vcenter.ts'
import { SimulatedVsphereDriver } from '../simulated-vsphere-driver.ts'
import { describeChanges, type EveryRig } from '../vsphere-changes.contract.ts'
import { marksOf } from './simulated-marks.ts'
import { spoilNext } from './simulated-trouble.ts'

/** Time stands still but for those who wait, and each look lets some pass. */
function ownClock() {
  let now = 1_000_000
  return {
    now: () => (now += 5),
    async sleep(milliseconds: number, signal: AbortSignal) {
      signal.throwIfAborted()
      now += milliseconds
      // Others get their turn: a watcher that waits for a minute must not starve who changes things.
      await new Promise((resume) => setTimeout(resume, 1))
    },
  }
}

describe('what can be changed in a simulated vCenter', () => {
  const store = new MemoryStore(simulatedVcenter({ name: 'berlin', vms: 40 }))
  let rig: EveryRig
  beforeAll(async () => {
    rig = await makeRig(store)
  })
  afterAll(() => rig.driver.close())
  describeChanges(() => rig)
})

describe('trouble by hand', () => {
  test('a VM whose name begins so is locked each time, one that is moved where no room is stays', async () => {
    const store = new MemoryStore(simulatedVcenter({ name: 'berlin', vms: 4 }))
    const driver = new SimulatedVsphereDriver(store, { clock: ownClock() })
    const { vms, objects } = await store.read()
    const target = objects.find((object) => object.kind === 'datastore' && object.name === 'vmfs-sata-01')
    const vm = vms[0]?.moref ?? MoRef.parse('none')
    await store.update((state) => void (state.vms[0] = { ...firstOf(state), name: 'locked-01' }))
    const move = async () => {
      const task = await driver.relocateVm(vm, target?.moref ?? MoRef.parse('none'), never)
      return driver.followTask(task, { ...never, onProgress: () => {} })
    }
    expect([(await move()).faultType, (await move()).faultType]).toEqual(['FileLocked', 'FileLocked'])
    await store.update((state) => {
      state.vms[0] = { ...firstOf(state), name: 'free-01' }
      for (const object of state.objects) if (object.kind === 'datastore') object.freeBytes = 10
    })
    expect((await move()).faultType).toBe('NoDiskSpace')
  })

  test('what changes is plain JSON, so that a database row can hold it', async () => {
    const store = new MemoryStore(simulatedVcenter({ name: 'berlin', vms: 4 }))
    const made = await makeRig(store)
    await made.driver.relocateVm(made.movable, made.datastores[1], never)
    const state = await store.read()
    expect(JSON.parse(JSON.stringify(state))).toEqual(state)
  })
})

function firstOf({ vms }: SimulatedVcenter): VmRecord {
  const [first] = vms
  if (!first) throw new TypeError('there is a VM')
  return first
}

async function makeRig(store: MemoryStore<SimulatedVcenter>): Promise<EveryRig> {
  const { objects, vms } = await store.read()
  const of = (kind: string) => objects.filter((object) => object.kind === kind)
  const cluster = objects.find((object) => object.kind === 'cluster' && object.haEnabled)
  const hosts = objects.filter((object) => object.kind === 'host' && object.clusterMoref === cluster?.moref)
  const pool = objects.find((object) => object.kind === 'resource_pool' && object.ownerMoref === cluster?.moref)
  const folder = objects.find((object) => object.kind === 'folder' && object.name === 'Web')
  const otherFolder = objects.find((it) => it.kind === 'folder' && it.holds === 'vm' && it.moref !== folder?.moref)
  const [datastore, other] = objects.filter((object) => object.kind === 'datastore' && object.type === 'NFS')
  const moref = (object: { readonly moref: MoRef } | undefined) => object?.moref ?? MoRef.parse('missing')
  const movable = moref(vms.find((vm) => vm.disks.length > 1 && vm.datastores[0] === datastore?.name) ?? vms[0])
  const [withTools, without] = vms.filter((vm) => vm.powerState === 'powered_on' && vm.moref !== movable)
  await store.update((state) => {
    for (const vm of state.vms) {
      if (vm.moref === movable) vm.powerState = 'powered_off'
      if (vm.moref === without?.moref) vm.toolsStatus = 'not_installed'
      if (vm.moref === withTools?.moref) vm.toolsStatus = 'running'
    }
  })
  return {
    driver: new SimulatedVsphereDriver(store, { clock: ownClock() }),
    place: { folder: moref(folder), resourcePool: moref(pool), cluster: moref(cluster), host: moref(hosts[0]) },
    otherFolder: moref(otherFolder),
    datastores: [moref(datastore), moref(other)],
    networks: of('network').map(moref).slice(0, 1).concat(of('network').map(moref).slice(-1)),
    prefix: 'zfx-test-',
    movable,
    spoil: (call, fault, at) => store.update((state) => spoilNext(state, { call, fault, at })),
    slow: async () => {},
    endSession: async () => {},
    ask: (vm) =>
      store.update((state) => {
        marksOf(state, vm).question = {
          id: 'question-1',
          text: 'msg.uuid.altered: moved or copied?',
          messages: ['msg.uuid.altered'],
          choices: ['cancel', 'moved', 'copied'].map((label, key) => ({ key: String(key), label })),
        }
      }),
    needConsolidation: (vm) => store.update((state) => void (marksOf(state, vm).needsConsolidation = true)),
    running: { withTools: moref(withTools), without: moref(without) },
    unknown: MoRef.parse('vm-999999'),
    guest: moref(withTools),
    nas: { remoteHost: '192.0.2.99', remotePath: '/tank/test' },
    otherPath: '/tank/elsewhere',
    hosts: [moref(hosts[0]), moref(hosts[1])],
  }
}
