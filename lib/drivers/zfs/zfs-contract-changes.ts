import type { DatasetState } from '../../domain/zfs-state.ts'
import { describe, expect, test } from 'vitest'
import { DatasetName, type SnapshotName } from '../../domain/zfs-names.ts'
import {
  CURSOR,
  CURSOR_NEXT,
  ONE,
  TWO,
  THREE,
  TAG,
  refused,
  state,
  newest,
  contractBench,
  type ZfsRig,
} from './zfs-contract-bench.ts'

/** What an appliance shows, and what it does when asked to change. */
export function promisesOfChanges(rig: () => ZfsRig): void {
  const { source, take, at } = contractBench(rig)

  describe('observing', () => {
    test('a pool that is not imported is not taken for an absent dataset', async () => {
      const nowhere = DatasetName.parse('pool-that-is-not-there/dataset')
      await expect(rig().source.observe(nowhere)).rejects.toMatchObject({ code: 'unreachable' })
    })

    test('many are seen as each alone is, absent ones as null; a pool that is not there is told', async () => {
      await take(ONE)
      await rig().source.apply([{ do: 'hold', ...at(ONE), tag: TAG }])
      const { dataset, sibling } = rig()
      const [never, parent] = [`${dataset}-never`, dataset.replace(/\/[^/]+$/, '')].map((name) =>
        DatasetName.parse(name),
      )
      const asked = [sibling, dataset, ...(never ? [never] : []), ...(parent ? [parent] : [])]
      const seen = await rig().source.observeMany(asked)
      expect([...seen.keys()].toSorted()).toEqual(asked.toSorted())
      for (const name of asked) expect(steady(seen.get(name))).toEqual(steady(await rig().source.observe(name)))
      expect(seen.get(dataset)?.snapshots.map(({ name, holds }) => [name, holds])).toEqual([[ONE, [TAG]]])
      expect(seen.get(DatasetName.parse(never))).toBeNull()
      expect(seen.get(DatasetName.parse(parent))?.children).toEqual(expect.arrayContaining([dataset, sibling]))
      const nowhere = DatasetName.parse('pool-that-is-not-there/dataset')
      await expect(rig().source.observeMany([dataset, nowhere])).rejects.toMatchObject({ code: 'unreachable' })
    })

    test('a change and a look afterwards are one, and a refused change is told', async () => {
      const tag = TAG
      await take(ONE)
      const seen = await rig().source.applyAndObserve([{ do: 'hold', ...at(ONE), tag }], rig().dataset)
      expect(seen?.snapshots.at(-1)?.holds).toEqual([tag])
      expect(seen).toEqual(await state(rig().source, rig().dataset))
      expect(
        await rig().source.applyAndObserve(
          [{ do: 'hold', ...at(ONE), tag }],
          DatasetName.parse(`${rig().dataset}-never`),
        ),
      ).toBeNull()
      const refusal = rig().source.applyAndObserve([{ do: 'hold', ...at(TWO), tag }], rig().dataset)
      await expect(refusal).rejects.toMatchObject({ code: 'not_found' })
    })

    test('encryption is seen with its root and whether the key is there', async () => {
      const locked = await rig().lockedOnSource()
      const seen = await state(rig().source, locked)
      expect(seen).toMatchObject({ atime: false, mounted: false, encryption: { root: locked, keyAvailable: false } })
      expect(seen.encryption?.cipher).toMatch(/^aes-/)
    })

    test('several orders are carried out apart from each other, each with its own outcome', async () => {
      await take(ONE, [rig().dataset, rig().sibling])
      const never = DatasetName.parse(`${rig().dataset}-never`)
      const hold = (dataset: DatasetName, snapshot: SnapshotName) =>
        ({ do: 'hold', dataset, snapshot, tag: TAG }) as const
      const { dataset, sibling } = rig()
      const outcomes = await rig().source.applyAndObserveMany([
        { changes: [hold(dataset, ONE), { do: 'bookmark', ...at(ONE), name: CURSOR }], dataset },
        { changes: [hold(sibling, ONE), hold(sibling, TWO), hold(sibling, THREE)], dataset: sibling },
        { changes: [], dataset: never },
      ])
      expect(outcomes).toMatchObject([
        { status: 'fulfilled', value: { dataset, bookmarks: [{ name: CURSOR }] } },
        { status: 'rejected', reason: { code: 'not_found', message: expect.stringContaining(TWO) } },
        { status: 'fulfilled', value: null },
      ])
      for (const name of [dataset, sibling]) expect(newest(await state(rig().source, name))?.holds).toEqual([TAG])
    })

    test('an absent dataset is null, not an error', async () => {
      expect(await rig().source.observe(DatasetName.parse(`${rig().dataset}-never`))).toBeNull()
    })

    test('a dataset is seen with its snapshots, holds, clones, bookmarks and properties', async () => {
      await take(ONE)
      await rig().write(1_000_000)
      await take(TWO)
      await rig().source.apply([
        { do: 'hold', ...at(ONE), tag: TAG },
        { do: 'bookmark', ...at(ONE), name: CURSOR },
        {
          do: 'set_properties',
          dataset: rig().dataset,
          properties: { 'zfx:role': 'primary', 'zfx:note': `it's "5 %" of $HOME` },
        },
      ])
      const clone = await rig().cloneOnSource(TWO)
      const seen = await source()
      expect(seen).toMatchObject({ dataset: rig().dataset, readonly: false, mounted: true, receiveResumeToken: null })
      expect(seen.properties).toEqual({ 'zfx:role': 'primary', 'zfx:note': `it's "5 %" of $HOME` })
      expect(seen).toMatchObject({ mountpoint: `/${rig().dataset}`, encryption: null, children: [] })
      expect(seen.available).toBeGreaterThan(0)
      expect(seen.used).toBeGreaterThan(1_000_000)
      expect(seen.snapshots.map((snapshot) => [snapshot.name, snapshot.holds, snapshot.clones])).toEqual([
        [ONE, [TAG], []],
        [TWO, [], [clone]],
      ])
      const [first, second] = seen.snapshots
      expect(second?.createTxg).toBeGreaterThan(first?.createTxg ?? Infinity)
      expect(second?.written).toBeGreaterThanOrEqual(1_000_000)
      expect(Math.abs((first?.creation ?? 0) - Date.now() / 1000)).toBeLessThan(86_400)
      expect(seen.bookmarks).toEqual([{ name: CURSOR, guid: first?.guid, createTxg: first?.createTxg }])
    })
  })

  describe('changes', () => {
    test('a snapshot of two datasets is one moment, and taking it again changes nothing', async () => {
      await take(ONE, [rig().dataset, rig().sibling])
      const before = [await source(), await state(rig().source, rig().sibling)].map(newest)
      expect(before[0]?.createTxg).toBe(before[1]?.createTxg)
      await take(ONE, [rig().dataset, rig().sibling])
      expect([await source(), await state(rig().source, rig().sibling)].map(newest)).toEqual(before)
    })

    test('a snapshot that only some of the datasets have is refused, and none is taken', async () => {
      await take(ONE)
      await refused('snapshot_name_taken', () => take(ONE, [rig().dataset, rig().sibling]))
      expect((await state(rig().source, rig().sibling)).snapshots).toEqual([])
    })

    test('holds are taken once and released once', async () => {
      await take(ONE)
      for (let time = 0; time < 2; time++) await rig().source.apply([{ do: 'hold', ...at(ONE), tag: TAG }])
      expect(newest(await source())?.holds).toEqual([TAG])
      for (let time = 0; time < 2; time++) await rig().source.apply([{ do: 'release', ...at(ONE), tag: TAG }])
      expect(newest(await source())?.holds).toEqual([])
      await rig().source.apply([{ do: 'release', ...at(TWO), tag: TAG }])
    })

    test('the cursor bookmark moves on by a create and a destroy', async () => {
      await take(ONE)
      await take(TWO)
      for (let time = 0; time < 2; time++) await rig().source.apply([{ do: 'bookmark', ...at(ONE), name: CURSOR }])
      await refused('snapshot_name_taken', () => rig().source.apply([{ do: 'bookmark', ...at(TWO), name: CURSOR }]))
      const move = [
        { do: 'bookmark', ...at(TWO), name: CURSOR_NEXT },
        { do: 'destroy_bookmark', dataset: rig().dataset, name: CURSOR },
      ] as const
      await rig().source.apply(move)
      await rig().source.apply(move)
      expect((await source()).bookmarks.map((bookmark) => bookmark.name)).toEqual([CURSOR_NEXT])
    })

    test('what came before a refused change is done, what comes after is not', async () => {
      await take(ONE)
      const error = await refused('not_found', () =>
        rig().source.apply([
          { do: 'hold', ...at(ONE), tag: TAG },
          { do: 'hold', ...at(THREE), tag: TAG },
          { do: 'bookmark', ...at(ONE), name: CURSOR },
        ]),
      )
      expect(error.message).toContain(THREE)
      const seen = await source()
      expect(newest(seen)?.holds).toEqual([TAG])
      expect(seen.bookmarks).toEqual([])
    })

    test('marks of ours are taken off, others stay', async () => {
      const marks = { 'zfx:role': 'replica', 'zfx:group': 'gone', 'zfx:epoch': '1' } as const
      await rig().source.apply([{ do: 'set_properties', dataset: rig().dataset, properties: marks }])
      const clear = { do: 'clear_properties', dataset: rig().dataset, names: ['zfx:role', 'zfx:group'] } as const
      for (let time = 0; time < 2; time++) await rig().source.apply([clear])
      expect((await source()).properties).toEqual({ 'zfx:epoch': '1' })
      await rig().source.apply([{ ...clear, dataset: DatasetName.parse(`${rig().dataset}-never`) }])
    })

    test('missing parents are made, unmounted', async () => {
      const deep = DatasetName.parse(`${rig().replica}-parents/x/y`)
      for (let time = 0; time < 2; time++) await rig().target.apply([{ do: 'create_parents', dataset: deep }])
      const parent = await rig().target.observe(DatasetName.parse(`${rig().replica}-parents/x`))
      expect(parent?.mounted).toBe(false)
      expect(await rig().target.observe(deep)).toBeNull()
    })
  })
}

/** Without the sizes, which move on between two looks as ZFS writes out what it holds. */
function steady(state: DatasetState | null | undefined) {
  if (!state) return state
  const sizes = { used: 0, available: 0, written: 0 }
  return { ...state, ...sizes, snapshots: state.snapshots.map((snapshot) => ({ ...snapshot, used: 0, written: 0 })) }
}
