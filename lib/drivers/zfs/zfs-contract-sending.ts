import { describe, expect, test } from 'vitest'
import { ZerfauxError } from '../../domain/errors.ts'
import type { SendEstimate } from '../../domain/zfs-state.ts'
import {
  CURSOR,
  ONE,
  TWO,
  THREE,
  refused,
  identity,
  stepOf,
  newest,
  contractBench,
  type ZfsRig,
} from './zfs-contract-bench.ts'

/** How a stream gets to the other appliance, and what becomes of it when it breaks off. */
export function promisesOfSending(rig: () => ZfsRig): void {
  const { source, replica, take, send, sendNext, resumeStep, at } = contractBench(rig)

  describe('sending', () => {
    test('full, incremental and from a bookmark; the replica is read-only, unmounted and unwritten', async () => {
      await take(ONE)
      const progress: number[] = []
      await sendNext(null, ONE, { onBytes: (bytes) => progress.push(bytes) })
      expect(newest(await replica())?.guid).toBe(identity(await source(), ONE).guid)
      expect(await replica()).toMatchObject({ readonly: true, mounted: false, written: 0, receiveResumeToken: null })
      expect(progress).toEqual(progress.toSorted((a, b) => a - b))

      await rig().write(1_000_000)
      await take(TWO)
      await sendNext(ONE, TWO)
      await rig().source.apply([
        { do: 'bookmark', ...at(TWO), name: CURSOR },
        { do: 'destroy_snapshot', ...at(TWO), guid: identity(await source(), TWO).guid },
      ])
      await take(THREE)
      const bookmark = (await source()).bookmarks[0]
      if (!bookmark) throw new Error('no bookmark')
      await send({
        kind: 'send',
        from: { kind: 'bookmark', name: bookmark.name, guid: bookmark.guid },
        to: identity(await source(), THREE),
      })
      expect((await replica()).snapshots.map(({ name }) => name)).toEqual([ONE, TWO, THREE])
      expect(newest(await replica())?.guid).toBe(identity(await source(), THREE).guid)
    })

    test('the estimate is near to what is sent', async () => {
      await take(ONE)
      await rig().write(2_000_000)
      await take(TWO)
      const full = await rig().source.estimate(rig().dataset, stepOf(await source(), null, TWO))
      const increment = await rig().source.estimate(rig().dataset, stepOf(await source(), ONE, TWO))
      expect(increment.bytes).toBeGreaterThan(1_900_000)
      expect(increment.bytes).toBeLessThan(3_000_000)
      expect(full.bytes).toBeGreaterThan(increment.bytes ?? Infinity)
    })

    test('the estimate of an increment tells how compressible the change is', async () => {
      await take(ONE)
      await rig().write(2_000_000)
      await take(TWO)
      await rig().writeText(4_000_000)
      await take(THREE)
      const [full, random, text] = await Promise.all([
        rig().source.estimate(rig().dataset, stepOf(await source(), null, TWO)),
        rig().source.estimate(rig().dataset, stepOf(await source(), ONE, TWO)),
        rig().source.estimate(rig().dataset, stepOf(await source(), TWO, THREE)),
      ])
      expect(full.logicalBytes).toBeNull()
      expect(ratio(random)).toBeGreaterThan(0.9)
      expect(ratio(random)).toBeLessThan(1.15)
      expect(ratio(text)).toBeGreaterThan(1.4)
    })

    test('what the target has already is a success', async () => {
      await take(ONE)
      const full = await sendNext(null, ONE)
      await send(full)
      await take(TWO)
      const increment = await sendNext(ONE, TWO)
      await send(increment)
      expect((await replica()).snapshots.map(({ name }) => name)).toEqual([ONE, TWO])
    })

    test('a cut transfer is resumed, and moves only the rest', async () => {
      await take(ONE)
      const full = stepOf(await source(), null, ONE)
      await refused('unreachable', () => rig().cutDuring(() => send(full)))
      expect((await replica()).snapshots).toEqual([])
      const resume = await resumeStep(ONE)
      const decoded = await rig().source.decodeToken(rig().dataset, resume.token)
      expect(decoded).toMatchObject({ toGuid: identity(await source(), ONE).guid, fromGuid: null })
      expect(decoded.bytesReceived).toBeGreaterThan(0)
      const total = (await rig().source.estimate(rig().dataset, full)).bytes ?? 0
      const rest = await rig().source.estimate(rig().dataset, resume)
      expect(rest.bytes).toBeLessThan(total)
      expect(rest.logicalBytes).toBeNull()

      await refused('busy', () => send(full))
      let sent = 0
      await send(resume, { onBytes: (bytes) => (sent = bytes) })
      expect(sent).toBeLessThan(total)
      expect(newest(await replica())?.guid).toBe(identity(await source(), ONE).guid)
      expect((await replica()).receiveResumeToken).toBeNull()
      await send(resume)
    })

    test('a cut increment is resumed after its base was destroyed but bookmarked', async () => {
      await take(ONE)
      await sendNext(null, ONE)
      await rig().write(12_000_000)
      await take(TWO)
      const step = stepOf(await source(), ONE, TWO)
      await refused('unreachable', () => rig().cutDuring(() => send(step)))
      await rig().source.apply([
        { do: 'bookmark', ...at(ONE), name: CURSOR },
        { do: 'destroy_snapshot', ...at(ONE), guid: identity(await source(), ONE).guid },
      ])
      await send(await resumeStep(TWO))
      expect(newest(await replica())?.guid).toBe(identity(await source(), TWO).guid)
      expect(await replica()).toMatchObject({ readonly: true, written: 0 })
    })

    test('a token whose snapshot is gone is stale; discarding it makes room for a new send', async () => {
      await take(ONE)
      await refused('unreachable', async () => rig().cutDuring(async () => send(stepOf(await source(), null, ONE))))
      const resume = await resumeStep(ONE)
      await rig().source.apply([{ do: 'destroy_snapshot', ...at(ONE), guid: identity(await source(), ONE).guid }])
      const token = resume.token
      await refused('resume_token_stale', () => rig().source.decodeToken(rig().dataset, token))
      await refused('resume_token_stale', () => rig().source.decodeToken(rig().dataset, 'rubbish'))
      await refused('resume_token_stale', () => send(resume))
      for (let time = 0; time < 2; time++) await rig().target.apply([{ do: 'abort_receive', dataset: rig().replica }])
      expect(await rig().target.observe(rig().replica)).toBeNull()
      await take(TWO)
      await sendNext(null, TWO)
    })

    test('an aborted transfer rejects with the reason and can be resumed', async () => {
      await take(ONE)
      const control = new AbortController()
      const reason = new ZerfauxError('cancelled', 'enough')
      const sending = sendNext(null, ONE, {
        signal: control.signal,
        onBytes: (bytes) => {
          if (bytes > 0) control.abort(reason)
        },
      })
      await expect(sending).rejects.toBe(reason)
      await send(await resumeStep(ONE))
      expect(newest(await replica())?.guid).toBe(identity(await source(), ONE).guid)
    })
  })
}

function ratio({ bytes, logicalBytes }: SendEstimate): number {
  return (logicalBytes ?? Number.NaN) / (bytes ?? Number.NaN)
}
