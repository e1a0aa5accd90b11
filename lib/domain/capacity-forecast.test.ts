import { expect, test } from 'vitest'
import { aboutDays, capacityProblems, forecastCapacity, type CapacitySample } from './capacity-forecast.ts'

const GIB = 1024 ** 3
const HOUR = 3_600_000
const now = new Date(Date.UTC(2026, 5, 30))

/** Hourly samples of a pool of 1,000 GiB over some days up to now. */
function history(days: number, usedGib: (hour: number) => number): CapacitySample[] {
  return Array.from({ length: days * 24 + 1 }, (_, hour) => ({
    at: new Date(now.getTime() - (days * 24 - hour) * HOUR),
    sizeBytes: 1000 * GIB,
    availableBytes: (1000 - usedGib(hour)) * GIB,
  }))
}

test.each([
  { case: 'steady growth', samples: history(20, (hour) => 500 + (10 * hour) / 24), full: 30 },
  { case: 'growth with a day’s ups and downs', samples: history(20, (h) => 500 + (10 * h) / 24 + (h % 24)), full: 30 },
  {
    case: 'one big deletion changes little',
    samples: history(20, (h) => (h < 40 ? 560 : 500) + (10 * h) / 24),
    full: 32,
  },
  {
    case: 'what was before the last 30 days does not count',
    samples: history(60, (h) => (h < 720 ? 5 * h : 500)),
    full: null,
  },
  { case: 'no growth', samples: history(10, () => 500), full: null },
  { case: 'shrinking', samples: history(10, (hour) => 500 - hour / 24), full: null },
  { case: 'half a day is no trend', samples: history(1, (hour) => 500 + hour).slice(0, 12), full: null },
  { case: 'nothing known', samples: [], full: null },
])('$case', ({ samples, full }) => {
  const { fullInDays } = forecastCapacity(samples, now)
  if (full === null) expect(fullInDays).toBeNull()
  else expect(Math.abs((fullInDays ?? 0) - full)).toBeLessThan(3)
})

test('too little known is not the same as no growth', () => {
  expect(forecastCapacity([], now).bytesPerDay).toBeNull()
  expect(
    forecastCapacity(
      history(10, () => 500),
      now,
    ).bytesPerDay,
  ).toBe(0)
})

test.each([
  { days: 40, level: undefined },
  { days: 13.9, level: 'warning' },
  { days: 2, level: 'critical' },
])('full in $days days: $level', ({ days, level }) => {
  expect(capacityProblems('tank', { bytesPerDay: GIB, fullInDays: days })[0]?.level).toBe(level)
})

test('days are said in words', () => {
  expect([0.2, 1.9, 12.5, 4000].map(aboutDays)).toEqual([
    'about 1 day',
    'about 1 day',
    'about 12 days',
    'more than a year',
  ])
})
