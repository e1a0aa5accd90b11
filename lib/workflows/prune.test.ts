import { describe, expect, test } from 'vitest'
import { keepLast } from '../domain/retention.ts'
import { HoldTag, pinHold, recoveryPointName, type Guid, type SnapshotName } from '../domain/zfs-names.ts'
import { cloneSnapshot } from '../drivers/zfs/simulated-faults.ts'
import { newGuid } from '../drivers/zfs/simulated-appliance.ts'
import { DatasetName } from '../domain/zfs-names.ts'
import { holdOf, recoveryPointId } from './replicate/replicate-tools.ts'
import { replicate } from './replicate.ts'
import { makeWorld, paramsOf, source, target, targetId } from './replicate.world.ts'
import { runJob } from './run-job.ts'
import { ArrayJournal } from './workflow.laws.ts'

const LEGAL = HoldTag.parse('zfx:test:legal')
const short = { source: keepLast(2), target: keepLast(2) }
type World = ReturnType<typeof makeWorld>

async function withPoints(count: number): Promise<World> {
  const world = makeWorld()
  for (let sequence = 1; sequence <= count; sequence += 1) expect(await world.round(sequence)).toBe('succeeded')
  return world
}

async function pointsOf(world: World) {
  const state = await world.bare.target.observe(target)
  if (!state) throw new Error('The replica should be there')
  return state.snapshots.map(({ name, guid, holds }) => ({ name, guid, holds }))
}

const sequences = (points: readonly { readonly name: string }[]) => points.map(({ name }) => Number(name.slice(-6)))

describe('pruning what something holds on to', () => {
  test('a hold or a clone of somebody else is named, and the round succeeds', async () => {
    const world = await withPoints(4)
    const [first, second] = await pointsOf(world)
    if (!first || !second) throw new Error('points expected')
    await world.bare.target.apply([{ do: 'hold', dataset: target, snapshot: first.name, tag: LEGAL }])
    await cloneSnapshot(world.stores.target, target, second.name, DatasetName.parse('dr/zerfaux/look'))
    expect(await world.round(5, short)).toBe('succeeded')
    expect(sequences(await pointsOf(world))).toEqual([1, 2, 4, 5])
    const [notice] = world.notices
    expect(notice).toMatchObject({ code: 'busy', message: expect.stringContaining(`held by ${LEGAL}`) })
    expect(notice?.message).toContain('cloned by dr/zerfaux/look')
    expect((await world.fingerprint()).points).toEqual(['1', '2', '3 pruned', '4', '5'])
  })

  test('what becomes busy in the last moment keeps our hold and stops no other point', async () => {
    const world = await withPoints(6)
    const [, , third] = await pointsOf(world)
    if (!third) throw new Error('points expected')
    world.clock.now += 60_000
    const tools = world.newTools()
    // After the plan's look, before the first destroy.
    const late = Object.assign(Object.create(world.ledger), {
      pins: async () => {
        await world.bare.target.apply([{ do: 'hold', dataset: target, snapshot: third.name, tag: LEGAL }])
        return new Map()
      },
    })
    const journal = new ArrayJournal()
    expect(await runJob(replicate, paramsOf(7, short), { ...tools, points: late }, journal)).toBe('succeeded')
    const left = await pointsOf(world)
    expect(sequences(left)).toEqual([3, 6, 7])
    expect(left[0]?.holds.toSorted()).toEqual([holdOf(targetId)(third.guid), LEGAL].toSorted())
    expect(world.notices.map(({ message }) => message)).toEqual([expect.stringContaining(third.name)])
    await world.bare.target.apply([{ do: 'release', dataset: target, snapshot: third.name, tag: LEGAL }])
    expect(await world.round(8, short)).toBe('succeeded')
    expect(sequences(await pointsOf(world))).toEqual([7, 8])
  })

  test('a pinned point stays, silently, also when its hold was taken away by hand', async () => {
    const world = await withPoints(4)
    const [first, second] = await pointsOf(world)
    if (!first || !second) throw new Error('points expected')
    const tag = pinHold(recoveryPointId(targetId, first.guid))
    await world.bare.target.apply([{ do: 'hold', dataset: target, snapshot: first.name, tag }])
    world.ledger.pinned.set(second.guid, 'trial')
    expect(await world.round(5, short)).toBe('succeeded')
    const left = await pointsOf(world)
    expect(sequences(left)).toEqual([1, 2, 4, 5])
    expect(left[0]?.holds).toContain(tag)
    expect(world.notices).toEqual([])
  })
})

describe('1,500 recovery points on each side', () => {
  /** As many as years of rounds would have left, put there at once. */
  async function crowded(count: number): Promise<World> {
    const world = await withPoints(1)
    const made = Array.from({ length: count }, (_, index): { name: SnapshotName; guid: Guid; creation: number } => {
      const at = new Date(Date.UTC(2026, 0, 1, index + 1))
      return { name: recoveryPointName(at, index + 10), guid: newGuid() as Guid, creation: at.getTime() / 1000 }
    })
    for (const [store, dataset, held] of [
      [world.stores.source, source, false],
      [world.stores.target, target, true],
    ] as const) {
      await store.update((appliance) => {
        const snapshots = appliance.datasets[dataset]?.snapshots
        const [last] = snapshots ?? []
        if (!snapshots || !last) throw new Error('a first point expected')
        for (const [index, each] of made.entries())
          snapshots.push({
            ...last,
            ...each,
            createTxg: last.createTxg + index + 1,
            holds: held ? [holdOf(targetId)(each.guid)] : [],
          })
        appliance.txg += count + 1
      })
    }
    return world
  }

  test('a round goes on, and a shorter retention takes hundreds at once', async () => {
    const world = await crowded(1500)
    const long = { source: keepLast(2000), target: keepLast(2000) }
    expect(await world.round(5000, long)).toBe('succeeded')
    expect(await pointsOf(world)).toHaveLength(1502)
    const recorded = world.ledger.recorded
    expect(await world.round(5001, long)).toBe('succeeded')
    expect(world.ledger.recorded - recorded).toBe(1)
    expect((await world.fingerprint()).points).toHaveLength(1503)
    const grid = { source: keepLast(10), target: { ...keepLast(24), daily: 30, monthly: 3 } }
    expect(await world.round(5002, grid)).toBe('succeeded')
    const left = await pointsOf(world)
    expect(left.length).toBeLessThan(60)
    expect(sequences(left).slice(-2)).toEqual([5001, 5002])
    expect((await world.bare.source.observe(source))?.snapshots).toHaveLength(10)
    const onRecord = (await world.fingerprint()).points.filter((line) => !line.endsWith('pruned'))
    expect(onRecord).toHaveLength(left.length)
    expect(world.notices).toEqual([])
  })
})
