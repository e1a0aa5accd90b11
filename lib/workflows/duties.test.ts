import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DutyLocks } from '../db/duty-locks.ts'
import { startDuties, type Duty, type DutyTools, type RunningDuties } from './duties.ts'

vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number, _: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise<void>((done, fail) => {
      if (signal?.aborted) return fail(signal.reason)
      const timer = setTimeout(done, ms)
      signal?.addEventListener('abort', () => {
        clearTimeout(timer)
        fail(signal.reason)
      })
    }),
}))

/** The database's part: who has which duty, by process. */
class Table {
  readonly holders = new Map<string, { process: string; lost: AbortController }>()
  refuses = false

  locksOf(process: string): DutyLocks {
    return {
      take: async (duty) => {
        if (this.refuses) throw new Error('no database')
        const holder = this.holders.get(duty)
        if (holder && holder.process !== process) return null
        const lost = holder?.lost ?? new AbortController()
        this.holders.set(duty, { process, lost })
        return { lost: lost.signal, release: async () => void this.holders.delete(duty) }
      },
      close: async () => {},
    }
  }

  endSession(duty: string): void {
    this.holders.get(duty)?.lost.abort()
    this.holders.delete(duty)
  }
}

const log = pino({ level: 'silent' })
// The duties below use the log alone.
const tools = { log } as DutyTools
const running: RunningDuties[] = []
let table: Table

beforeEach(() => {
  vi.useFakeTimers({ now: 0, toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
  table = new Table()
})
afterEach(async () => {
  const stops = running.splice(0).map(({ stop }) => stop())
  await vi.advanceTimersByTimeAsync(2_000)
  await Promise.all(stops)
  vi.useRealTimers()
})

function start(process: string, run: Duty['run'], everySeconds = 10): RunningDuties {
  const started = startDuties(tools, [{ name: 'watch', everySeconds, run }], table.locksOf(process))
  running.push(started)
  return started
}

const after = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000)
const takes = (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1000))

test('a duty is done at once and then once a period, however long a run takes', async () => {
  const at: number[] = []
  start('a', async () => {
    at.push(Date.now() / 1000)
    await takes(3)
  })
  await after(35)
  expect(at).toEqual([0, 10, 20, 30])
})

test('a run that takes longer than the period is not overlapped', async () => {
  let [now, most] = [0, 0]
  start('a', async () => {
    most = Math.max(most, ++now)
    await takes(25)
    now--
  })
  await after(100)
  expect(most).toBe(1)
})

test('of three processes one does it; when its session ends, another does', async () => {
  const by: string[] = []
  for (const process of ['a', 'b', 'c']) {
    start(process, async () => void by.push(process))
  }
  await after(25)
  expect(by).toEqual(['a', 'a', 'a'])
  table.endSession('watch')
  await after(6)
  expect(by.length).toBe(4)
  const successor = by.at(-1)
  await after(20)
  expect(by.slice(4)).toEqual([successor, successor])
})

test('a run is told when its lock is gone, and when the process ends', async () => {
  const reasons: string[] = []
  const run: Duty['run'] = (_, signal) =>
    new Promise((_done, fail) => signal.addEventListener('abort', () => fail(signal.reason)))
  const duties = start('a', async (given, signal) => {
    await Promise.resolve(run(given, signal)).catch((error: unknown) => reasons.push(String(error)))
  })
  await after(1)
  table.endSession('watch')
  await after(11)
  expect(reasons).toHaveLength(1)
  const stopped = duties.stop()
  await after(2)
  await stopped
  expect(reasons).toHaveLength(2)
  expect(table.holders.size).toBe(0)
})

test('a duty that fails is tried again after its period, and a database that is away is waited for', async () => {
  let runs = 0
  table.refuses = true
  start('a', async () => {
    runs++
    throw new Error('failed')
  })
  await after(12)
  expect(runs).toBe(0)
  table.refuses = false
  await after(24)
  expect(runs).toBe(3)
})

test('a run that never ends is left behind, and its duty done all the same', async () => {
  let runs = 0
  start('a', () => {
    runs++
    return runs === 1 ? new Promise(() => {}) : Promise.resolve()
  })
  await after(955)
  expect(runs).toBe(1)
  await after(10)
  expect(runs).toBe(2)
})

test('a duty that knows when it is needed next is done then, and no later than its period', async () => {
  const at: number[] = []
  const wishes = [0.25, 3, 1_000]
  start('a', async () => {
    at.push(Date.now() / 1000)
    return { inSeconds: wishes.shift() ?? 10 }
  })
  await after(20)
  expect(at).toEqual([0, 0.25, 3.25, 13.25])
})
