import { describe, expect, test } from 'vitest'
import type { SnapshotName } from '../../domain/zfs-names.ts'
import { contractBench, identity, ONE, refused, TAG, THREE, TWO, type ZfsRig } from './zfs-contract-bench.ts'

/** What is destroyed, and what is not. */
export function promisesOfDestroying(rig: () => ZfsRig): void {
  const { source, take, at } = contractBench(rig)

  describe('destroying', () => {
    test('a snapshot is destroyed once; a held, cloned or exchanged one is not', async () => {
      await take(ONE)
      await take(TWO)
      await take(THREE)
      const [one, two, three] = [ONE, TWO, THREE].map((name) => name)
      const seen = await source()
      const destroy = (name: SnapshotName) =>
        rig().source.apply([{ do: 'destroy_snapshot', ...at(name), guid: identity(seen, name).guid }])
      await rig().source.apply([{ do: 'hold', ...at(ONE), tag: TAG }])
      expect((await refused('busy', () => destroy(ONE))).message).toContain(TAG)
      const clone = await rig().cloneOnSource(TWO)
      expect((await refused('busy', () => destroy(TWO))).message).toContain(clone)
      await rig().replaceSnapshot(THREE)
      await refused('snapshot_name_taken', () => destroy(THREE))
      expect((await source()).snapshots.map(({ name }) => name)).toEqual([one, two, three])

      await rig().source.apply([{ do: 'release', ...at(ONE), tag: TAG }])
      await destroy(ONE)
      await destroy(ONE)
      expect((await source()).snapshots.map(({ name }) => name)).toEqual([two, three])
    })

    test('our own hold ends with its snapshot, and stays where the snapshot stays', async () => {
      await take(ONE)
      await take(TWO)
      const seen = await source()
      const hold = (name: SnapshotName) => ({ do: 'hold', ...at(name), tag: TAG }) as const
      const destroy = (name: SnapshotName) =>
        rig().source.apply([{ do: 'destroy_snapshot', ...at(name), guid: identity(seen, name).guid, releasing: TAG }])
      await rig().source.apply([hold(ONE), hold(TWO)])
      const clone = await rig().cloneOnSource(TWO)
      for (let time = 0; time < 2; time++) await destroy(ONE)
      const refusal = await refused('busy', () => destroy(TWO))
      expect(refusal.message).toContain(clone)
      expect(refusal.message).not.toContain(TAG)
      expect((await source()).snapshots.map(({ name, holds }) => [name, holds])).toEqual([[TWO, [TAG]]])
    })

    test('several snapshots are destroyed at once; of one that is refused the holds of all after it stay', async () => {
      for (const name of [ONE, TWO, THREE]) await take(name)
      const seen = await source()
      const destroy = (name: SnapshotName) =>
        ({ do: 'destroy_snapshot', ...at(name), guid: identity(seen, name).guid, releasing: TAG }) as const
      await rig().source.apply([ONE, TWO, THREE].map((name) => ({ do: 'hold', ...at(name), tag: TAG })))
      const clone = await rig().cloneOnSource(TWO)
      const refusal = await refused('busy', () => rig().source.apply([ONE, TWO, THREE].map(destroy)))
      expect(refusal.message).toContain(`${TWO}`)
      expect(refusal.message).toContain(clone)
      expect((await source()).snapshots.map(({ name, holds }) => [name, holds])).toEqual([
        [TWO, [TAG]],
        [THREE, [TAG]],
      ])
      await rig().source.apply([ONE, THREE].map(destroy))
      expect((await source()).snapshots.map(({ name }) => name)).toEqual([TWO])
      await take(ONE)
      await take(THREE)
      const anew = await source()
      await rig().source.apply(
        [ONE, THREE].map((name) => ({ do: 'destroy_snapshot', ...at(name), guid: identity(anew, name).guid })),
      )
      expect((await source()).snapshots.map(({ name }) => name)).toEqual([TWO])
    })
  })
}
