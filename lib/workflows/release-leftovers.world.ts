import type { ChosenLeftover } from '../domain/leftover.ts'
import { nobody, type Owners } from '../domain/leftover-owners.ts'
import { findLeftovers, findVmLeftovers } from '../domain/leftovers.ts'
import { leftoverLabel } from '../domain/leftover.ts'
import { MoRef, type VmRecord } from '../domain/inventory.ts'
import { findShellLeftovers } from '../domain/shell-leftovers.ts'
import { marksOfShell } from '../domain/shell-spec.ts'
import { DatasetName, HoldTag, recoveryPointName, SnapshotName } from '../domain/zfs-names.ts'
import { MemoryStore } from '../drivers/simulated-store.ts'
import { SimulatedVsphereDriver } from '../drivers/vsphere/simulated-vsphere-driver.ts'
import { simulatedVcenter } from '../drivers/vsphere/simulated-vcenter.ts'
import { simulatedAppliance } from '../drivers/zfs/simulated-appliance.ts'
import { SimulatedZfsDriver } from '../drivers/zfs/simulated-zfs-driver.ts'
import { leftoverId } from './leftovers/look-for-leftovers.ts'
import type { ReleaseParams, ReleaseTools } from './release-leftovers.ts'

export const [EAST, NORTH, VCENTER] = [1, 2, 3].map(
  (digit) => `${digit}`.repeat(8) + '-1111-4111-8111-111111111111',
) as [string, string, string]
export const dataset = DatasetName.parse('dr/web')
const other = DatasetName.parse('dr/mail')
export const SNAPSHOT = recoveryPointName(new Date(Date.UTC(2026, 0, 1)), 1)
export const GUEST = recoveryPointName(new Date(Date.UTC(2026, 0, 1)), 2)
export const STEP = HoldTag.parse('zfx:step:gone')
export const SHELL = MoRef.parse('vm-801')
const cursor = SnapshotName.parse('zfx_cursor_44444444_000001')

/** Two appliances and a vCenter with one leftover of each kind, and what a job to release them all is given. */
export async function makeReleaseWorld() {
  const appliance = () =>
    new MemoryStore(
      simulatedAppliance({
        name: 'nas',
        pool: 'dr',
        sizeBytes: 2 ** 40,
        datasets: [dataset, other].map((name) => ({ name, usedBytes: 1000, changeBytesPerMinute: 0 })),
      }),
    )
  const [east, north] = [appliance(), appliance()]
  const vcenter = new MemoryStore(simulatedVcenter({ name: 'vcenter', vms: 2 }))
  const appliances = new Map([
    [EAST, new SimulatedZfsDriver(east)],
    [NORTH, new SimulatedZfsDriver(north)],
  ])
  let now = Date.UTC(2026, 0, 1)
  const clock = { now: () => now, sleep: async (milliseconds: number) => void (now += milliseconds) }
  const vsphere = new SimulatedVsphereDriver(vcenter, { host: 'vcenter', username: 'u', password: 'p', clock })
  for (const driver of appliances.values()) {
    await driver.apply([
      { do: 'snapshot', datasets: [dataset, other], name: SNAPSHOT, properties: {} },
      { do: 'hold', dataset, snapshot: SNAPSHOT, tag: STEP },
      { do: 'hold', dataset: other, snapshot: SNAPSHOT, tag: STEP },
      { do: 'bookmark', dataset, snapshot: SNAPSHOT, name: cursor },
      { do: 'set_properties', dataset, properties: { 'zfx:group': 'gone', 'zfx:role': 'replica' } },
    ])
  }
  const [vm] = (await vcenter.read()).vms
  if (!vm) throw new Error('a VM expected')
  const signal = new AbortController().signal
  const options = { name: GUEST, description: '', quiesce: false, memory: false }
  const task = await vsphere.createSnapshot(vm.moref, options, { signal })
  await vsphere.followTask(task, { signal, onProgress: () => {} })

  await vcenter.update((state) => {
    const shell = {
      moref: SHELL,
      name: 'old',
      disks: [],
      powerState: 'powered_off' as const,
      vmxPath: '[ds] old/old.vmx',
    }
    state.vms.push({ ...vm, ...shell, instanceUuid: 'old', snapshotCount: 0 })
    state.marks = { ...state.marks, [SHELL]: { extraConfig: marksOfShell(EAST, NORTH, VCENTER) } }
  })

  const owners: { current: Owners } = { current: nobody }
  const facts: Record<string, unknown> = {}
  const notices: Error[] = []
  const known = (map: ReadonlyMap<string, SimulatedZfsDriver>, id: string) => {
    const driver = map.get(id)
    if (!driver) throw new Error(`no appliance ${id}`)
    return driver
  }
  const tools: ReleaseTools = {
    appliance: async (id) => known(appliances, id),
    vcenter: async () => vsphere,
    whileNoJobBegins: (_place, work) => work(owners.current),
    owners: async () => owners.current,
    timeLimit: () => signal,
    judgeAlerts: async () => {},
    signal,
    notice: async (_step, error) => void notices.push(error),
    result: async (more) => void Object.assign(facts, more),
    facts: () => facts,
  }
  const everything = async () => [
    ...findLeftovers(EAST, await known(appliances, EAST).survey(DatasetName.parse('dr')), nobody),
    ...findLeftovers(NORTH, await known(appliances, NORTH).survey(DatasetName.parse('dr')), nobody),
    ...findVmLeftovers(VCENTER, await vsphere.ourSnapshots({ signal }), nobody),
    ...findShellLeftovers(
      VCENTER,
      [await vsphere.vmHardware(SHELL, { signal })].filter((one) => one !== null),
      nobody,
    ),
  ]
  const chosen = (await everything()).map((leftover): ChosenLeftover => {
    const { siteKind, siteId } = leftover
    return {
      id: leftoverId(leftover),
      siteKind,
      siteId,
      dataset: leftover.dataset,
      shell: leftover.kind === 'dr_shell' ? leftover.vm : null,
      label: `${siteId.slice(0, 1)} ${leftoverLabel(leftover)}`,
    }
  })
  const params: ReleaseParams = { jobId: EAST, chosen }
  const changeShell = (changes: Partial<VmRecord>) =>
    vcenter.update(({ vms }) => {
      const shell = vms.find(({ moref }) => moref === SHELL)
      if (shell) Object.assign(shell, changes)
    })
  const left = async () => (await everything()).map(leftoverLabel)
  const snapshots = async () => (await known(appliances, EAST).observe(dataset))?.snapshots.map(({ name }) => name)
  const disks = vm.disks.slice(0, 1)
  return {
    params,
    vsphere,
    tools,
    changeShell,
    disks,
    fingerprint: left,
    left,
    owners,
    facts,
    notices,
    snapshots,
    stores: { east, north, vcenter },
  }
}
