import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Compression } from '../../domain/group-enums.ts'
import { TransferMonitor } from './transfer-monitor.ts'
import type { Watch } from './zfs-driver.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function monitor(given: Partial<Watch> = {}, compression: Compression = 'blocks') {
  const seen: number[] = []
  const watch = {
    signal: new AbortController().signal,
    onBytes: (bytes: number) => void seen.push(bytes),
    stallSeconds: 5,
    ...given,
  }
  const made = new TransferMonitor(watch, compression, 'nas-1')
  return { made, seen, say: made.linesOf('send') }
}

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)

describe('the watchdog', () => {
  test('ends what moves no byte, with the reason', async () => {
    const { made, say } = monitor()
    await made.start()
    for (let second = 1; second <= 20; second++) {
      await seconds(1)
      if (second <= 10) say(`12:00:00\t${second}\ttank/g@1`)
      expect(made.signal.aborted).toBe(second >= 15)
    }
    expect(made.signal.reason).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('no byte for 5 s'),
    })
  })

  test('counts what leaves for the wire, also while the sender is silent', async () => {
    const { made, say } = monitor()
    await made.start()
    for (let second = 1; second <= 20; second++) {
      await seconds(1)
      say(`zfx-wire\t${second}`)
    }
    expect(made.signal.aborted).toBe(false)
    made.stop()
    await seconds(60)
    expect(made.signal.aborted).toBe(false)
  })
})

describe('bytes', () => {
  test('of plain blocks are those on the wire: the sender is ahead by what waits in buffers', async () => {
    const { made, seen, say } = monitor()
    say('zfx-wire\t10')
    say('12:00:00\t5000\ttank/g@1')
    say('zfx-wire\t4990')
    made.succeeded()
    expect(seen.at(0)).toBe(10)
    expect(seen.at(-1)).toBe(4990)
  })

  test('through zstd are those before it', () => {
    const { made, seen, say } = monitor({}, 'zstd')
    say('zfx-wire\t10')
    say('12:00:00\t5000\ttank/g@1')
    say('zfx-wire\t2000')
    say('size\t9000')
    made.succeeded()
    expect(seen.at(-1)).toBe(9000)
    expect(seen).not.toContain(2000)
  })
})

describe('the limit', () => {
  test('is asked before, then once a second, and handed on when it is another', async () => {
    const answers: (number | null | Error)[] = [100, 100, 200, new Error('no database'), null]
    const allowedBytesPerSecond = async () => {
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      if (answer instanceof Error) throw answer
      return answer ?? null
    }
    const { made } = monitor({ allowedBytesPerSecond })
    const fed: (number | null)[] = []
    expect(await made.start()).toBe(100)
    made.feedRateTo((rate) => fed.push(rate))
    await seconds(4)
    expect(fed).toEqual([200, null])
  })

  test.each([
    ['from the start', [100], 0],
    ['from some time on', [null, null, null, 100], 3],
  ])('%s ends a transfer that cannot be limited', async (_, answers, after) => {
    const { made, say } = monitor({
      allowedBytesPerSecond: async () => (answers.length > 1 ? answers.shift() : answers[0]) ?? null,
      stallSeconds: 60,
    })
    await made.start()
    say('zfx-no-limiter')
    if (after > 0) expect(made.signal.aborted).toBe(false)
    await seconds(after)
    expect(made.signal.reason).toMatchObject({
      code: 'precondition_failed',
      message: 'nas-1 has no perl, which keeps a transfer within its limit',
    })
  })
})

test('a side is believed about its own process only', () => {
  const { made, say } = monitor()
  say('zfx-process send 11 1100')
  say('zfx-process recv 1 1')
  expect([...made.processes]).toEqual([['send', { pid: 11, startTicks: 1100 }]])
  made.linesOf('recv')('zfx-process recv 22 2200')
  expect(made.processes.get('recv')).toEqual({ pid: 22, startTicks: 2200 })
  expect(made.complaints).toBe('')
})

test('what neither ZFS nor our scripts say regularly is a complaint', () => {
  const { made, say } = monitor()
  for (const line of ['full\ttank/g@1\t100', 'size\t100', 'cannot receive: out of space', 'zfx-wire\tmany']) say(line)
  expect(made.complaints).toBe('cannot receive: out of space\nzfx-wire\tmany')
})
