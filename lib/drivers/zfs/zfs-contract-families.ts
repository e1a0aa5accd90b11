import { describe, expect, test } from 'vitest'
import { DatasetName, Guid } from '../../domain/zfs-names.ts'
import type { ZfsChange } from '../../domain/zfs-state.ts'
import {
  contractBench,
  CURSOR,
  identity,
  ONE,
  refused,
  state,
  TAG,
  THREE,
  TWO,
  type ZfsRig,
} from './zfs-contract-bench.ts'

const ANOTHER = Guid.parse('42')

/** Renaming, cloning and promoting: what repairs a replica without destroying anything. */
export function promisesOfFamilies(rig: () => ZfsRig): void {
  const { take, sendNext, replica } = contractBench(rig)
  const branch = () => DatasetName.parse(`${rig().replica}.diverged_7c9e6679`)

  async function received() {
    await take(ONE)
    await take(TWO)
    await sendNext(null, ONE)
    await sendNext(ONE, TWO)
    return replica()
  }

  const twice = async (changes: readonly ZfsChange[]) => {
    for (let time = 0; time < 2; time++) await rig().target.apply(changes)
  }

  describe('families of datasets', () => {
    test('a dataset is renamed once, as it is; another guid or a taken name is refused', async () => {
      const { dataset, guid, snapshots } = await received()
      const rename = { do: 'rename_dataset', dataset, to: branch(), guid } as const
      await refused('precondition_failed', () => rig().target.apply([{ ...rename, guid: ANOTHER }]))
      await twice([rename])
      expect(await rig().target.observe(dataset)).toBeNull()
      const aside = await state(rig().target, branch())
      expect(aside).toMatchObject({ guid, readonly: true, mounted: false, written: 0 })
      expect(aside.snapshots.map((snapshot) => snapshot.guid)).toEqual(snapshots.map((snapshot) => snapshot.guid))
      await sendNext(null, ONE)
      const back = { do: 'rename_dataset', dataset: branch(), to: dataset, guid } as const
      await refused('precondition_failed', () => rig().target.apply([back]))
      await refused('not_found', () =>
        rig().target.apply([
          { ...rename, dataset: DatasetName.parse(`${dataset}-never`), to: DatasetName.parse(`${dataset}-x`) },
        ]),
      )
    })

    test('a branch is kept: clone at the common point, promote, and the next increment is received', async () => {
      const { dataset, guid, snapshots } = await received()
      const [one] = snapshots
      if (!one) throw new Error('a snapshot expected')
      await rig().target.apply([
        { do: 'hold', dataset, snapshot: ONE, tag: TAG },
        { do: 'hold', dataset, snapshot: TWO, tag: TAG },
        { do: 'bookmark', dataset, snapshot: ONE, name: CURSOR },
      ])
      await twice([
        { do: 'rename_dataset', dataset, to: branch(), guid },
        {
          do: 'clone',
          dataset,
          origin: { dataset: branch(), snapshot: ONE, guid: one.guid },
          properties: { readonly: 'on', canmount: 'noauto', atime: 'off', 'zfx:role': 'replica' },
        },
        { do: 'promote', dataset, snapshot: ONE, guid: one.guid },
        { do: 'set_properties', dataset: branch(), properties: { 'zfx:role': 'kept', readonly: 'on' } },
      ])
      expect(await replica()).toMatchObject({
        readonly: true,
        mounted: false,
        written: 0,
        origin: null,
        properties: { 'zfx:role': 'replica' },
        snapshots: [{ name: ONE, guid: one.guid, holds: [TAG], clones: [branch()] }],
        bookmarks: [{ name: CURSOR, guid: one.guid }],
      })
      expect(await state(rig().target, branch())).toMatchObject({
        guid,
        readonly: true,
        origin: `${dataset}@${ONE}`,
        snapshots: [{ name: TWO, holds: [TAG] }],
        bookmarks: [],
      })
      await rig().write(100_000)
      await take(THREE)
      await sendNext(ONE, THREE)
      expect((await replica()).snapshots.map(({ name }) => name)).toEqual([ONE, THREE])
    })

    test('a clone of another guid, a name that is taken, and a promotion of what is no clone are refused', async () => {
      const seen = await received()
      const { dataset } = seen
      const clone = {
        do: 'clone',
        dataset: branch(),
        origin: { dataset, snapshot: ONE, guid: ANOTHER },
        properties: { readonly: 'on', canmount: 'noauto', atime: 'off' },
      } as const
      await refused('snapshot_name_taken', () => rig().target.apply([clone]))
      expect(await rig().target.observe(branch())).toBeNull()
      const two = identity(seen, TWO)
      await rig().target.apply([{ ...clone, origin: { dataset, snapshot: TWO, guid: two.guid } }])
      const other = { ...clone, origin: { dataset, snapshot: ONE, guid: identity(seen, ONE).guid } }
      await refused('precondition_failed', () => rig().target.apply([other]))
      await refused('snapshot_name_taken', () =>
        rig().target.apply([{ do: 'promote', dataset, snapshot: TWO, guid: ANOTHER }]),
      )
      await refused('precondition_failed', () =>
        rig().target.apply([{ do: 'promote', dataset, snapshot: THREE, guid: ANOTHER }]),
      )
      await rig().target.apply([{ do: 'promote', dataset, snapshot: TWO, guid: two.guid }])
      expect((await replica()).snapshots.map(({ guid }) => guid)).toEqual(seen.snapshots.map(({ guid }) => guid))
    })

    test('what is right below a dataset is listed with its origin and our marks', async () => {
      const { dataset, guid } = await received()
      await rig().target.apply([
        {
          do: 'set_properties',
          dataset,
          properties: { 'zfx:group': 'g', 'zfx:role': 'kept', 'zfx:kept-since': '2026-01-01T00:00:00Z' },
        },
      ])
      const parent = DatasetName.parse(dataset.split('/').slice(0, -1).join('/'))
      const listed = await rig().target.listBelow(parent)
      expect(listed.find((found) => found.dataset === dataset)).toEqual({
        dataset,
        guid,
        origin: null,
        used: expect.any(Number),
        group: 'g',
        role: 'kept',
        keptSince: '2026-01-01T00:00:00Z',
      })
      expect(listed.every((found) => found.dataset.startsWith(`${parent}/`))).toBe(true)
      expect(await rig().target.listBelow(DatasetName.parse(`${parent}-never`))).toEqual([])
    })
  })
}
