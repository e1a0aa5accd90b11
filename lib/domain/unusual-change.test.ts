import { describe, expect, test } from 'vitest'
import { judgeChange, MINIMUM_HISTORY, type ChangeSample } from './unusual-change.ts'

const GIB = 1024 ** 3
const MIB = 1024 ** 2
const start = Date.UTC(2026, 2, 2)

/** Mulberry32: the same series each time. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
}

type Shape = { base?: number; spread?: number; ratio?: number; busy?: (hour: number, day: number) => number }

/** `days` of a group that runs every 15 minutes. `busy` says how much of its base rate it writes at an hour of a day. */
function series(
  seed: number,
  days: number,
  { base = 0.5 * GIB, spread = 0.5, ratio = 1.8, busy = () => 1 }: Shape = {},
): ChangeSample[] {
  const next = random(seed)
  return Array.from({ length: days * 96 }, (_, index) => {
    const takenAt = new Date(start + index * 15 * 60_000)
    const factor = busy(takenAt.getUTCHours(), Math.floor(index / 96))
    const writtenBytes = Math.round(base * factor * Math.exp(spread * normal(next)))
    const logicalBytes = Math.round(writtenBytes * ratio * Math.exp(0.05 * normal(next)))
    return { takenAt, minutes: 15, writtenBytes, streamBytes: writtenBytes, logicalBytes }
  })
}

const after = (history: readonly ChangeSample[], gib: number, ratio: number, minutes = 15): ChangeSample => ({
  takenAt: new Date((history.at(-1)?.takenAt.getTime() ?? 0) + minutes * 60_000),
  minutes,
  writtenBytes: gib * GIB,
  streamBytes: gib * GIB,
  logicalBytes: gib * GIB * ratio,
})

describe('encryption', () => {
  const history = series(1, 5)

  test('much more than usual that does not compress is both', () => {
    expect(judgeChange(after(history, 41, 1.02), history)).toMatchObject({
      muchMore: true,
      incompressible: true,
      writtenBytes: 41 * GIB,
      minutes: 15,
      compressibility: 1.02,
      usualCompressibility: expect.closeTo(1.8, 1),
    })
  })

  test('the usual amount is told by numbers that are in the history', () => {
    const { low, high } = judgeChange(after(history, 41, 1.02), history)?.usuallyWritten ?? { low: 0, high: 0 }
    expect(low / GIB).toBeGreaterThan(0.2)
    expect(high / GIB).toBeLessThan(1.2)
  })

  test.each([
    ['slowly, within what was written at its busiest', 4, 1.02, { muchMore: true, incompressible: true }],
    ['at the usual rate', 0.5, 1.01, { muchMore: false, incompressible: true }],
    ['a restore of compressible data', 60, 1.8, { muchMore: true, incompressible: false }],
  ])('%s', (_, gib, ratio, expected) => {
    expect(judgeChange(after(history, gib, ratio), history)).toMatchObject(expected)
  })

  test('in a group whose data never compresses, by the amount alone', () => {
    const media = series(2, 5, { ratio: 1.01 })
    expect(judgeChange(after(media, 30, 1.0), media)).toMatchObject({ muchMore: true, incompressible: false })
    expect(judgeChange(after(media, 0.8, 1.0), media)).toBeNull()
  })

  test('where compression is not known, by the amount alone', () => {
    const unknown = history.map((sample) => ({ ...sample, logicalBytes: null }))
    const subject = { ...after(history, 41, 1), logicalBytes: null }
    expect(judgeChange(subject, unknown)).toMatchObject({
      muchMore: true,
      incompressible: false,
      compressibility: null,
    })
  })
})

test.each([
  ['half of the busiest', 0.8, 1.7, 15],
  ['three times the middle', 1.5, 1.8, 15],
  ['compresses a bit less', 0.5, 1.5, 15],
  ['a run right after another', 0.4, 1.8, 0.2],
  ['a long pause', 8, 1.8, 240],
  ['little, and incompressible', 0.01, 1.0, 15],
])('%s is nothing unusual', (_, gib, ratio, minutes) => {
  const history = series(3, 5)
  expect(judgeChange(after(history, gib, ratio, minutes), history)).toBeNull()
})

test('nothing is judged before there is enough to compare with', () => {
  const history = series(4, 5)
  const subject = after(history, 400, 1)
  expect(judgeChange(subject, history.slice(0, MINIMUM_HISTORY - 1))).toBeNull()
  expect(judgeChange(subject, history.slice(0, MINIMUM_HISTORY))).not.toBeNull()
})

const shapes: Record<string, Shape> = {
  even: {},
  'very uneven': { spread: 1.1 },
  'day and night': { busy: (hour: number) => (hour >= 8 && hour < 18 ? 6 : 0.2) },
  'a backup each night': { busy: (hour: number) => (hour === 2 ? 25 : 1) },
  'quiet weekends': { busy: (_: number, day: number) => (day % 7 >= 5 ? 0.02 : 1) },
  'almost nothing': { base: 2 * MIB, spread: 1 },
}

describe.each(Object.entries(shapes))('ordinary life: %s', (_, shape) => {
  test('raises no false alarm in two months', () => {
    const all = series(7, 60, shape)
    let [alone, both] = [0, 0]
    for (let index = 96 * 8; index < all.length; index += 4) {
      const subject = all[index]
      const unusual = subject && judgeChange(subject, all.slice(Math.max(0, index - 700), index))
      if (unusual?.muchMore && unusual.incompressible) both++
      else if (unusual) alone++
    }
    expect({ alone, both }).toEqual({ alone: 0, both: 0 })
  })

  test('finds encryption at noon and at night', () => {
    const all = series(8, 10, shape)
    for (const hour of [12, 3]) {
      const history = all.slice(0, 96 * 9 + hour * 4)
      expect(judgeChange(after(history, 60, 1.01), history)).toMatchObject({ incompressible: true })
    }
  })
})
