import { describe, expect, test } from 'vitest'
import type { ChosenLeftover } from '../domain/leftover.ts'
import { nobody, type Owners } from '../domain/leftover-owners.ts'
import { findLeftovers, findVmLeftovers } from '../domain/leftovers.ts'
import { leftoverLabel } from '../domain/leftover.ts'
import { DatasetName, HoldTag, recoveryPointName, SnapshotName } from '../domain/zfs-names.ts'
import { MemoryStore } from '../drivers/simulated-store.ts'
import { SimulatedVsphereDriver } from '../drivers/vsphere/simulated-vsphere-driver.ts'
import { simulatedVcenter } from '../drivers/vsphere/simulated-vcenter.ts'
import { setUnreachable } from '../drivers/zfs/simulated-faults.ts'
import { simulatedAppliance } from '../drivers/zfs/simulated-appliance.ts'
import { SimulatedZfsDriver } from '../drivers/zfs/simulated-zfs-driver.ts'
import { leftoverId } from './leftovers/look-for-leftovers.ts'
import { releaseLeftovers, type ReleaseParams, type ReleaseTools } from './release-leftovers.ts'
import { runJob } from './run-job.ts'
import { ArrayJournal, obeysTheLaws } from './workflow.laws.ts'

const [EAST, NORTH, VCENTER] = [1, 2, 3].map((digit) => `${digit}`.repeat(8) + '-1111-4111-8111-111111111111') as [
  string,
  string,
  string,
]
const dataset = DatasetName.parse('dr/web')
const other = DatasetName.parse('dr/mail')
const SNAPSHOT = recoveryPointName(new Date(Date.UTC(2026, 0, 1)), 1)
const GUEST = recoveryPointName(new Date(Date.UTC(2026, 0, 1)), 2)
const STEP = HoldTag.parse('zfx:step:gone')
const cursor = SnapshotName.parse('zfx_cursor_44444444_000001')

async function makeWorld() {
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
  ]
  const chosen = (await everything()).map((leftover): ChosenLeftover => {
    const { siteKind, siteId } = leftover
    return {
      id: leftoverId(leftover),
      siteKind,
      siteId,
      dataset: leftover.dataset,
      label: `${siteId.slice(0, 1)} ${leftoverLabel(leftover)}`,
    }
  })
  const params: ReleaseParams = { jobId: EAST, chosen }
  const left = async () => (await everything()).map(leftoverLabel)
  const snapshots = async () => (await known(appliances, EAST).observe(dataset))?.snapshots.map(({ name }) => name)
  return { params, tools, fingerprint: left, left, owners, facts, notices, snapshots, stores: { east, north } }
}

const { params } = await makeWorld()
// Guids are random: the laws look at what is there, by name.
describe('release leftovers', () => {
  obeysTheLaws(releaseLeftovers, makeWorld, params)

  test('everything that was chosen is gone, is told, and no dataset or snapshot with it', async () => {
    const world = await makeWorld()
    expect(await world.left()).toHaveLength(9)
    expect(await runJob(releaseLeftovers, world.params, world.tools, new ArrayJournal())).toBe('succeeded')
    expect(await world.left()).toEqual([])
    expect(world.facts).toEqual({ released: world.params.chosen.map(({ label }) => label) })
    expect(await world.snapshots()).toEqual([SNAPSHOT])
  })

  test('only what was chosen', async () => {
    const world = await makeWorld()
    const chosen = world.params.chosen.filter(({ label }) => label.includes(dataset) && label.endsWith(')'))
    expect(await runJob(releaseLeftovers, { ...world.params, chosen }, world.tools, new ArrayJournal())).toBe(
      'succeeded',
    )
    expect(await world.left()).toHaveLength(7)
  })

  test('what has an owner by now is left alone, with a notice', async () => {
    const world = await makeWorld()
    world.owners.current = { ...nobody, activeJobs: [{ id: 'gone', groupId: null, mentions: new Set([GUEST]) }] }
    expect(await runJob(releaseLeftovers, world.params, world.tools, new ArrayJournal())).toBe('succeeded')
    expect(await world.left()).toHaveLength(5)
    expect(world.facts['kept']).toHaveLength(5)
    expect(world.facts['released']).toHaveLength(4)
    expect(world.notices.map(({ message }) => message)).toContainEqual(expect.stringContaining('have an owner by now'))
  })

  test('another thing in its place is not what was agreed to', async () => {
    const world = await makeWorld()
    await world.stores.east.update(({ datasets }) => {
      for (const snapshot of datasets[dataset]?.snapshots ?? []) snapshot.guid = '77'
    })
    expect(await runJob(releaseLeftovers, world.params, world.tools, new ArrayJournal())).toBe('succeeded')
    expect(await world.left()).toEqual([`${dataset}@${SNAPSHOT} (${STEP})`])
  })

  test('a site that does not answer is tried again, and does not keep the others waiting', async () => {
    const world = await makeWorld()
    await setUnreachable(world.stores.east, true)
    const journal = new ArrayJournal()
    expect(await runJob(releaseLeftovers, world.params, world.tools, journal)).toBe('retrying')
    await setUnreachable(world.stores.east, false)
    expect(await world.left()).toHaveLength(4)
    expect(await runJob(releaseLeftovers, world.params, world.tools, journal)).toBe('succeeded')
    expect(await world.left()).toEqual([])
  })
})
