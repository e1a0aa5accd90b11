import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { directly } from './zfs-driver.ts'
import {
  ONE,
  TWO,
  THREE,
  TAG,
  refused,
  identity,
  stepOf,
  quiet,
  state,
  contractBench,
  type ZfsRig,
} from './zfs-contract-bench.ts'

/** What is refused, by which name, with nothing destroyed. */
export function promisesOfRefusals(rig: () => ZfsRig): void {
  const { source, replica, take, send, sendNext, at } = contractBench(rig)

  describe('refusals', () => {
    test('a full stream onto a dataset that is there', async () => {
      await take(ONE)
      await sendNext(null, ONE)
      await take(TWO)
      await refused('diverged', () => sendNext(null, TWO))
      expect((await replica()).snapshots.map(({ name }) => name)).toEqual([ONE])
    })

    test('a replica with a snapshot that the source never had', async () => {
      await take(ONE)
      await sendNext(null, ONE)
      await rig().modifyReplica()
      await rig().target.apply([{ do: 'snapshot', datasets: [rig().replica], name: THREE, properties: {} }])
      await take(TWO)
      await refused('diverged', () => sendNext(ONE, TWO))
      expect((await replica()).snapshots.map(({ name }) => name)).toEqual([ONE, THREE])
    })

    test('a snapshot of that name with another guid, on either side', async () => {
      await take(ONE)
      await sendNext(null, ONE)
      await take(TWO)
      const step = stepOf(await source(), ONE, TWO)
      await rig().takeNameOnReplica(TWO)
      await refused('snapshot_name_taken', () => send(step))
      await rig().replaceSnapshot(TWO)
      await refused('snapshot_name_taken', () => send(step))
    })

    test('a replica that something wrote to', async () => {
      await take(ONE)
      await sendNext(null, ONE)
      await rig().modifyReplica()
      await take(TWO)
      const error = await refused('replica_modified', () => sendNext(ONE, TWO))
      expect(error.hint).toBeTruthy()
      expect((await replica()).written).toBeGreaterThan(0)
    })

    test('a target without room', async () => {
      await take(ONE)
      const step = stepOf(await source(), null, ONE)
      const error = await refused('target_full', () => send(step, {}, { dataset: rig().tightReplica }))
      expect(error.hint).toBeTruthy()
    })

    test('an encrypted dataset whose key is not loaded: it is never sent raw', async () => {
      const locked = await rig().lockedOnSource()
      await take(ONE, [locked])
      const step = stepOf(await state(rig().source, locked), null, ONE)
      const to = { appliance: rig().target, dataset: rig().replica, transferId: randomUUID(), way: directly }
      const error = await refused('precondition_failed', () => rig().source.send(locked, step, to, quiet()))
      expect(error.hint).toMatch(/load-key/)
      expect(await rig().target.observe(rig().replica)).toBeNull()
    })

    test('a base that the source no longer has', async () => {
      await take(ONE)
      await take(TWO)
      await sendNext(null, ONE)
      const step = stepOf(await source(), ONE, TWO)
      await rig().source.apply([{ do: 'destroy_snapshot', ...at(ONE), guid: identity(await source(), ONE).guid }])
      await refused('not_found', () => send(step))
    })

    test('an appliance that does not answer', async () => {
      await take(ONE)
      await refused('unreachable', () => rig().unreachable.observe(rig().dataset))
      await refused('unreachable', () => rig().unreachable.apply([{ do: 'hold', ...at(ONE), tag: TAG }]))
      const step = stepOf(await source(), null, ONE)
      const to = { appliance: rig().unreachable, dataset: rig().replica, transferId: randomUUID(), way: directly }
      await refused('unreachable', () => rig().source.send(rig().dataset, step, to, quiet()))
    })
  })
}
