import { describe, expect, test } from 'vitest'
import { DatasetName } from '../../domain/zfs-names.ts'
import { contractBench, CURSOR, identity, ONE, refused, stepOf, TAG, TWO, type ZfsRig } from './zfs-contract-bench.ts'

/** Everything of ours below a root, also what nobody remembers. */
export function promisesOfSurveys(rig: () => ZfsRig): void {
  const { source, replica, take, at, send, sendNext } = contractBench(rig)
  const above = (dataset: DatasetName) => DatasetName.parse(dataset.split('/').slice(0, -1).join('/'))
  const names = (found: readonly { readonly dataset: DatasetName }[]) => found.map(({ dataset }) => dataset)

  describe('a survey', () => {
    test('finds marks, holds and bookmarks below a root, and leaves out what has none', async () => {
      await take(ONE)
      await take(TWO)
      expect(await rig().source.survey(above(rig().dataset))).toEqual([])
      await rig().source.apply([
        { do: 'hold', ...at(ONE), tag: TAG },
        { do: 'bookmark', ...at(TWO), name: CURSOR },
        { do: 'set_properties', dataset: rig().sibling, properties: { 'zfx:group': 'somebody' } },
      ])
      const found = await rig().source.survey(above(rig().dataset))
      expect(names(found)).toEqual([rig().dataset, rig().sibling])
      const [first, second] = found
      const seen = await source()
      expect(first).toEqual({
        dataset: rig().dataset,
        guid: seen.guid,
        used: expect.any(Number),
        origin: null,
        properties: {},
        partialReceive: null,
        snapshots: [{ ...identity(seen, ONE), used: expect.any(Number), holds: [TAG] }],
        bookmarks: [{ name: CURSOR, guid: identity(seen, TWO).guid }],
      })
      expect(first?.used).toBeGreaterThan(1_000_000)
      expect(second).toMatchObject({ properties: { 'zfx:group': 'somebody' }, snapshots: [], bookmarks: [] })
      expect(names(await rig().source.survey(rig().sibling))).toEqual([rig().sibling])
    })

    test('finds a clone by its mark, with what it is a clone of', async () => {
      await take(ONE)
      const clone = await rig().cloneOnSource(ONE)
      await rig().source.apply([{ do: 'set_properties', dataset: clone, properties: { 'zfx:role': 'replica' } }])
      const found = await rig().source.survey(above(rig().dataset))
      expect(found.find(({ dataset }) => dataset === clone)).toMatchObject({ origin: `${rig().dataset}@${ONE}` })
    })

    test('finds a first copy that broke off, and an increment, with what has arrived', async () => {
      await take(ONE)
      const full = stepOf(await source(), null, ONE)
      await refused('unreachable', () => rig().cutDuring(() => send(full)))
      const [first] = await rig().target.survey(rig().replica)
      expect(first?.partialReceive).toMatchObject({
        token: (await replica()).receiveResumeToken,
        toName: `${rig().dataset}@${ONE}`,
      })
      expect(first?.partialReceive?.used).toBeGreaterThan(500_000)

      await rig().target.apply([{ do: 'abort_receive', dataset: rig().replica }])
      expect(await rig().target.survey(rig().replica)).toEqual([])
      await sendNext(null, ONE)
      await rig().write(12_000_000)
      await take(TWO)
      const step = stepOf(await source(), ONE, TWO)
      await refused('unreachable', () => rig().cutDuring(() => send(step)))
      const [increment] = await rig().target.survey(above(rig().replica))
      expect(increment).toMatchObject({ dataset: rig().replica, partialReceive: { toName: `${rig().dataset}@${TWO}` } })
      expect(increment?.partialReceive?.used).toBeGreaterThan(500_000)
    })

    test('of an absent root is empty; of a pool that is not imported it is an error', async () => {
      expect(await rig().source.survey(DatasetName.parse(`${rig().dataset}-never`))).toEqual([])
      const nowhere = DatasetName.parse('pool-that-is-not-there')
      await refused('unreachable', () => rig().source.survey(nowhere))
      await refused('unreachable', () => rig().unreachable.survey(rig().dataset))
    })
  })
}
