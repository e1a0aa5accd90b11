import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { DatasetName, PoolName, SnapshotName } from '../../domain/zfs-names.ts'
import { MemoryStore } from '../simulated-store.ts'
import { simulatedAppliance } from './simulated-appliance.ts'
import {
  cloneSnapshot,
  cutNextReceive,
  encryptDataset,
  fillPool,
  replaceSnapshot,
  receivingDatasets,
  scrambleContent,
  setLacking,
  setLinkDown,
  setUnreachable,
  stallNextReceive,
  writeTo,
} from './simulated-faults.ts'
import { BatchingZfsDriver } from './batching-zfs-driver.ts'
import { SimulatedZfsDriver } from './simulated-zfs-driver.ts'
import type { ZfsRig } from './zfs-contract-bench.ts'
import { describeZfsDriver } from './zfs-driver.contract.ts'
import { directly, type ZfsDriver } from './zfs-driver.ts'

const MIB = 1024 * 1024
const name = (text: string) => DatasetName.parse(text)
const instantly = { bytesPerSecond: Infinity }

function pair() {
  const west = new MemoryStore(
    simulatedAppliance({
      name: 'west',
      pool: 'tank',
      sizeBytes: 4096 * MIB,
      datasets: [
        { name: 'tank/zfx/g1', usedBytes: 16 * MIB, changeBytesPerMinute: 0 },
        { name: 'tank/zfx/g2', usedBytes: 16 * MIB, changeBytesPerMinute: 0 },
      ],
    }),
  )
  const east = new MemoryStore(
    simulatedAppliance({
      name: 'east',
      pool: 'dr',
      sizeBytes: 4096 * MIB,
      datasets: [
        { name: 'dr/zfx', usedBytes: 0, changeBytesPerMinute: 0 },
        { name: 'dr/tight', usedBytes: 0, changeBytesPerMinute: 0, quotaBytes: 8 * MIB },
      ],
    }),
  )
  return { west, east }
}

describe.each([
  { name: 'SimulatedZfsDriver', wrap: (driver: ZfsDriver) => driver },
  { name: 'BatchingZfsDriver', wrap: (driver: ZfsDriver) => new BatchingZfsDriver(driver) },
])('', ({ name, wrap }) => describeZfsDriver(name, () => makeRig(wrap)))

async function makeRig(wrap: (driver: ZfsDriver) => ZfsDriver): Promise<ZfsRig> {
  const { west, east } = pair()
  const nowhere = new MemoryStore(
    simulatedAppliance({ name: 'unreachable-1', pool: 'dr', sizeBytes: MIB, datasets: [] }),
  )
  const [dataset, replica] = [name('tank/zfx/g1'), name('dr/zfx/g1')]
  let slept = 0
  const sleep = async (milliseconds: number) => void (slept += milliseconds)
  return {
    source: wrap(new SimulatedZfsDriver(west, { ...instantly, sleep })),
    target: wrap(new SimulatedZfsDriver(east, instantly)),
    unreachable: wrap(new SimulatedZfsDriver(nowhere, instantly)),
    dataset,
    sibling: name('tank/zfx/g2'),
    replica,
    tightReplica: name('dr/tight/g1'),
    write: (bytes) => scrambleContent(west, dataset, bytes),
    writeText: (bytes) => writeTo(west, dataset, bytes),
    modifyReplica: () => writeTo(east, replica, 4096),
    cutDuring: async (transfer) => {
      await cutNextReceive(east, 0.4)
      await transfer()
    },
    stallDuring: async (transfer) => {
      await stallNextReceive(east, 0.4)
      await transfer()
    },
    withoutLink: async (act) => {
      await setLinkDown(west, true)
      await act()
    },
    lacking: async (end, program, act) => {
      await setLacking(end === 'source' ? west : east, program)
      await act()
    },
    running: async () => [...(await receivingDatasets(west)), ...(await receivingDatasets(east))],
    milliseconds: () => slept,
    replaceSnapshot: (snapshot) => replaceSnapshot(west, dataset, snapshot),
    takeNameOnReplica: (snapshot) =>
      new SimulatedZfsDriver(east).apply([{ do: 'snapshot', datasets: [replica], name: snapshot, properties: {} }]),
    cloneOnSource: async (snapshot) => {
      const clone = name('tank/zfx/clone')
      await cloneSnapshot(west, dataset, snapshot, clone)
      return clone
    },
    lockedOnSource: async () => {
      const locked = name('tank/zfx/locked')
      await encryptDataset(west, locked, false)
      return locked
    },
    dispose: async () => {},
  }
}

const first = SnapshotName.parse('zfx_20260101T000000Z_000001')
const second = SnapshotName.parse('zfx_20260101T001000Z_000002')

test('guests write as the clock goes on, and an increment carries just that', async () => {
  let minutes = 0
  const now = () => new Date(Date.UTC(2026, 0, 1, 0, minutes))
  const store = new MemoryStore(
    simulatedAppliance({
      name: 'west',
      pool: 'tank',
      sizeBytes: 1024 * MIB,
      datasets: [{ name: 'tank/g', usedBytes: 100 * MIB, changeBytesPerMinute: MIB }],
      since: now(),
    }),
  )
  const driver = new SimulatedZfsDriver(store, { now, ...instantly })
  const dataset = name('tank/g')
  await driver.apply([{ do: 'snapshot', datasets: [dataset], name: first, properties: {} }])
  minutes = 10
  expect((await driver.observe(dataset))?.written).toBe(10 * MIB)
  await driver.apply([{ do: 'snapshot', datasets: [dataset], name: second, properties: {} }])
  const [from, to] = (await driver.observe(dataset))?.snapshots ?? []
  if (!from || !to) throw new Error('two snapshots expected')
  expect(to).toMatchObject({ written: 10 * MIB, createTxg: from.createTxg + 1 })
  expect(await driver.estimate(dataset, { kind: 'send', from: { kind: 'snapshot', ...from }, to })).toEqual({
    bytes: 10 * MIB,
    logicalBytes: 18 * MIB,
  })
})

test('a transfer takes the time that its size asks for', async () => {
  const { west, east } = pair()
  let slept = 0
  const source = new SimulatedZfsDriver(west, { bytesPerSecond: 8 * MIB, sleep: async (ms) => void (slept += ms) })
  const dataset = name('tank/zfx/g1')
  await source.apply([{ do: 'snapshot', datasets: [dataset], name: first, properties: {} }])
  const to = (await source.observe(dataset))?.snapshots[0]
  if (!to) throw new Error('a snapshot expected')
  await source.send(
    dataset,
    { kind: 'send', from: null, to },
    { appliance: new SimulatedZfsDriver(east), dataset: name('dr/zfx/g1'), transferId: randomUUID(), way: directly },
    { signal: new AbortController().signal, onBytes: () => {}, stallSeconds: 60 },
  )
  expect(slept).toBeCloseTo(2000, 0)
})

test('a second attempt of a transfer takes over from one that still runs, another transfer is refused', async () => {
  const { west, east } = pair()
  const dataset = name('tank/zfx/g1')
  const gate = Promise.withResolvers<void>()
  let ticks = 0
  const slow = new SimulatedZfsDriver(west, {
    bytesPerSecond: 8 * MIB,
    sleep: () => (ticks++ === 0 ? Promise.resolve() : gate.promise),
  })
  await slow.apply([{ do: 'snapshot', datasets: [dataset], name: first, properties: {} }])
  const to = (await slow.observe(dataset))?.snapshots[0]
  if (!to) throw new Error('a snapshot expected')
  const target = new SimulatedZfsDriver(east)
  const destination = { appliance: target, dataset: name('dr/zfx/g1'), transferId: 'job-1', way: directly }
  const started = Promise.withResolvers<void>()
  const watch = { signal: new AbortController().signal, onBytes: () => started.resolve(), stallSeconds: 60 }
  const stuck = slow.send(dataset, { kind: 'send', from: null, to }, destination, watch)
  await started.promise

  const again = new SimulatedZfsDriver(west, instantly)
  const full = { kind: 'send', from: null, to } as const
  await expect(again.send(dataset, full, { ...destination, transferId: 'job-2' }, watch)).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining('another transfer'),
  })
  // The same transfer ends its predecessor, whose partial receive it then finds.
  await expect(again.send(dataset, full, destination, watch)).rejects.toMatchObject({ code: 'busy' })
  const token = (await target.observe(destination.dataset))?.receiveResumeToken ?? ''
  await again.send(dataset, { kind: 'resume', token, to }, destination, watch)
  gate.resolve()
  await expect(stuck).rejects.toMatchObject({ code: 'unreachable' })
  expect((await target.observe(destination.dataset))?.snapshots.map(({ guid }) => guid)).toEqual([to.guid])
})

test('health tells a filling pool, a missing prefix and an appliance that is gone', async () => {
  const { west } = pair()
  const driver = new SimulatedZfsDriver(west)
  const pool = PoolName.parse('tank')
  expect(await driver.health(pool)).toMatchObject({ health: 'ok', problems: [] })
  expect((await driver.health(pool, name('tank/none'))).problems.map(({ code }) => code)).toEqual(['prefix_missing'])
  await fillPool(west, 100 * MIB)
  expect(await driver.health(pool)).toMatchObject({ health: 'critical', problems: [{ code: 'pool_almost_full' }] })
  await setUnreachable(west, true)
  await expect(driver.health(pool)).rejects.toMatchObject({ code: 'unreachable' })
})
