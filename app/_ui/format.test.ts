import { expect, test } from 'vitest'
import { duration, percent, relative, size } from './format'

const GIB = 1024 ** 3

test.each([
  [null, '–'],
  [0, '0 GiB'],
  [12, '12 B'],
  [2048, '2.0 KiB'],
  [64 * 1024 ** 2, '64.0 MiB'],
  [0.5 * GIB, '0.5 GiB'],
  [1536 * GIB, '1,536.0 GiB'],
])('size of %s is %s', (bytes, shown) => {
  expect(size(bytes)).toBe(shown)
})

test.each([
  [0.4, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [3725, '1 h 2 min'],
  [90_000, '1 d 1 h'],
])('duration of %s s is %s', (seconds, shown) => {
  expect(duration(seconds)).toBe(shown)
})

test.each([
  [3, 'just now'],
  [45, '45 s ago'],
  [3600, '1 h ago'],
  [-7200, 'in 2 h'],
])('%s s back is %s', (seconds, shown) => {
  const now = new Date('2026-01-01T12:00:00Z')
  expect(relative(new Date(now.getTime() - seconds * 1000), now)).toBe(shown)
})

test.each([
  [999, 1000, 99],
  [1000, 1000, 100],
  [1200, 1000, 99],
  [10, null, null],
  [0, 0, null],
])('%s of %s is %s percent', (done, total, shown) => {
  expect(percent(done, total)).toBe(shown)
})
