import { describe, expect, test } from 'vitest'
import { ZerfauxError } from '../../domain/errors.ts'
import { contractBench, identity, newest, ONE, refused, stepOf, TWO, type ZfsRig } from './zfs-contract-bench.ts'
import { directly, type Way } from './zfs-driver.ts'

const relayed: Way = { transport: 'relay', compression: 'blocks' }
const zipped: Way = { transport: 'direct', compression: 'zstd' }
const relayedZipped: Way = { transport: 'relay', compression: 'zstd' }
const named = (ways: readonly Way[]) =>
  ways.map((way) => ({ name: `${way.transport}, ${way.compression}`, way }) as const)

/** Slow enough to be caught in the middle, fast enough for a test. */
const SLOW = async () => 2_000_000

/** Every way that a stream may go, its limits, and that nothing of it stays behind. */
export function promisesOfWays(rig: () => ZfsRig): void {
  const { source, replica, take, send, resumeStep } = contractBench(rig)
  const full = async () => stepOf(await source(), null, ONE)
  const expectArrived = async () => {
    expect(newest(await replica())?.guid).toBe(identity(await source(), ONE).guid)
    expect(await replica()).toMatchObject({ readonly: true, mounted: false, written: 0, receiveResumeToken: null })
  }

  describe.each(named([relayed, relayedZipped, zipped]))('by $name', ({ way }) => {
    test('full and incremental', async () => {
      await take(ONE)
      const progress: number[] = []
      const total = (await rig().source.estimate(rig().dataset, await full())).bytes ?? 0
      await send(await full(), { onBytes: (bytes) => progress.push(bytes) }, { way })
      await expectArrived()
      expect(progress).toEqual(progress.toSorted((a, b) => a - b))
      expect(progress.at(-1)).toBeGreaterThan(total * 0.9)
      await rig().writeText(2_000_000)
      await take(TWO)
      await send(stepOf(await source(), ONE, TWO), {}, { way })
      expect(newest(await replica())?.guid).toBe(identity(await source(), TWO).guid)
      expect(await rig().running()).toEqual([])
    })
  })

  describe.each(named([directly, relayed]))('by $name', ({ way }) => {
    test('what breaks off is resumed, also another way', async () => {
      await take(ONE)
      const step = await full()
      await refused('unreachable', () => rig().cutDuring(() => send(step, { allowedBytesPerSecond: SLOW }, { way })))
      expect(await rig().running()).toEqual([])
      const total = (await rig().source.estimate(rig().dataset, step)).bytes ?? 0
      let sent = 0
      const another = way.transport === 'relay' ? zipped : relayed
      await send(await resumeStep(ONE), { onBytes: (bytes) => (sent = bytes) }, { way: another })
      expect(sent).toBeLessThan(total)
      await expectArrived()
    })

    test('a cancel leaves nothing running at either end', async () => {
      await take(ONE)
      const control = new AbortController()
      const reason = new ZerfauxError('cancelled', 'enough')
      const onBytes = (bytes: number) => void (bytes > 4_000_000 && control.abort(reason))
      const watch = { signal: control.signal, allowedBytesPerSecond: SLOW, onBytes }
      await expect(send(await full(), watch, { way })).rejects.toBe(reason)
      expect(await rig().running()).toEqual([])
      await send(await resumeStep(ONE), {}, { way })
      await expectArrived()
    })

    test('when no byte moves any more, it is ended', async () => {
      await take(ONE)
      const step = await full()
      // A slow appliance takes a while to sign in, and no byte moves until then.
      const watch = { stallSeconds: 12, allowedBytesPerSecond: SLOW }
      const error = await refused('unreachable', () => rig().stallDuring(() => send(step, watch, { way })))
      expect(error.message).toContain('no byte for 12 s')
      expect(await rig().running()).toEqual([])
    })

    test('a limit is kept', async () => {
      await take(ONE)
      const step = await full()
      const bytes = (await rig().source.estimate(rig().dataset, step)).bytes ?? 0
      const from = rig().milliseconds()
      await send(step, { allowedBytesPerSecond: async () => 3_000_000 }, { way })
      // A quarter of a second's worth goes at once.
      expect(rig().milliseconds() - from).toBeGreaterThan((bytes / 3_000_000 - 0.5) * 1000)
      await expectArrived()
    })

    test('a limit that is lifted in the middle holds it up no longer', async () => {
      await take(ONE)
      let moved = false
      await send(
        await full(),
        // By the first limit it would take hours.
        { allowedBytesPerSecond: async () => (moved ? null : 1024), onBytes: () => (moved = true) },
        { way },
      )
      expect(moved).toBe(true)
      await expectArrived()
    })
  })

  test('a relay needs no way from one appliance to the other', async () => {
    await take(ONE)
    const step = await full()
    await rig().withoutLink(async () => {
      await refused('unreachable', () => send(step))
      await send(step, {}, { way: relayed })
    })
    await expectArrived()
  })

  test.each(['source', 'target'] as const)('without zstd on the %s it says so', async (end) => {
    await take(ONE)
    const step = await full()
    await rig().lacking(end, 'zstd', async () => {
      for (const way of [zipped, relayedZipped]) {
        const error = await refused('precondition_failed', () => send(step, {}, { way }))
        expect(error.message).toContain('zstd')
        expect(error.hint).toMatch(/Install/)
      }
      await send(step, {}, { way: relayed })
    })
    await expectArrived()
  })

  test('without perl on the source a direct transfer cannot be limited, and says so', async () => {
    await take(ONE)
    const step = await full()
    await rig().lacking('source', 'perl', async () => {
      const error = await refused('precondition_failed', () => send(step, { allowedBytesPerSecond: SLOW }))
      expect(error.message).toContain('perl')
      expect(await rig().running()).toEqual([])
    })
  })
}
