import type { VmHardware } from '../domain/vm-hardware.ts'
import { MemoryStore } from '../drivers/simulated-store.ts'
import { simulatedVcenter, type SimulatedVcenter } from '../drivers/vsphere/simulated-vcenter.ts'
import { SimulatedVsphereDriver } from '../drivers/vsphere/simulated-vsphere-driver.ts'
import type { MoveVmParams } from './move/move-params.ts'
import type { MoveStore, MoveVmTools, MovingVcenter } from './move/move-tools.ts'

export const id = (digit: string) =>
  `${digit.repeat(8)}-${digit.repeat(4)}-4${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`
export const ON = 'nfs-protected-01'

/** A VM on local disks that is to lie on an NFS datastore; time passes when somebody sleeps. */
export function makeWorld(change: (state: SimulatedVcenter, vm: SimulatedVcenter['vms'][number]) => void = () => {}) {
  const state = simulatedVcenter({ name: 'moves', vms: 40 })
  const vm = state.vms.find(({ name }) => name === 'file-01')
  const target = state.objects.find((object) => object.kind === 'datastore' && object.name === ON)
  if (!vm || target?.kind !== 'datastore') throw new TypeError('The simulated site has both')
  vm.snapshotCount = 0
  change(state, vm)
  const time = { now: 1_000_000 }
  const clock = {
    now: () => time.now,
    sleep: async (milliseconds: number, signal: AbortSignal) => {
      signal.throwIfAborted()
      time.now += milliseconds
      await new Promise(setImmediate)
      signal.throwIfAborted()
    },
  }
  const vcenterStore = new MemoryStore(state)
  const driver = new SimulatedVsphereDriver(vcenterStore, { clock })
  const params: MoveVmParams = {
    jobId: id('1'),
    protectedVmId: id('2'),
    vmName: vm.name,
    vmId: id('3'),
    vcenterId: id('4'),
    moref: vm.moref,
    instanceUuid: vm.instanceUuid,
    datastore: ON,
    bytesToMove: vm.storageBytes,
  }
  const recorded: { place: { vmxPath: string | null; on: (string | null)[]; whole: boolean } | null } = { place: null }
  const store: MoveStore = {
    inventory: async () => ({
      hostMoref: target.hostMorefs[0] ?? null,
      isTemplate: vm.isTemplate,
      storageBytes: vm.storageBytes,
      datastores: [target],
    }),
    record: async (hardware: VmHardware, whole) => {
      recorded.place = { vmxPath: hardware.vmxPath, on: hardware.disks.map(({ datastore }) => datastore), whole }
    },
  }
  let facts: Record<string, unknown> = {}
  const progress: number[] = []
  const notices: string[] = []
  const tools: MoveVmTools = {
    vcenter: driver,
    store,
    reportBytes: ({ bytesDone }) => void progress.push(bytesDone),
    timeLimit: () => new AbortController().signal,
    signal: new AbortController().signal,
    notice: async (_, error) => void notices.push(error.message),
    result: async (more) => {
      facts = { ...facts, ...more }
    },
    facts: () => facts,
  }
  const never = new AbortController().signal
  const begun = async () => Object.keys((await vcenterStore.read()).tasks).length
  const fingerprint = async () => {
    const found = await driver.vmHardware(vm.moref, { signal: never })
    return { vmxPath: found?.vmxPath, files: found?.files, recorded: recorded.place, tasks: await begun() }
  }
  const meddled = (over: Partial<MovingVcenter>): MoveVmTools => ({
    ...tools,
    vcenter: Object.assign(Object.create(driver) as MovingVcenter, over),
  })
  const update = (work: (state: SimulatedVcenter) => void) => vcenterStore.update(work)
  return {
    params,
    tools,
    fingerprint,
    recorded,
    progress,
    notices,
    meddled,
    update,
    time,
    driver,
    begun,
    facts: () => facts,
    vm,
  }
}

export const wholly = { whole: true, vmxPath: `[${ON}] file-01/file-01.vmx`, on: [ON, ON] }
