import { expect, test } from 'vitest'
import { TokenBucket } from './token-bucket.ts'

/** Takes as a pump would: whatever may go, else waits as long as it is told. */
function move(bucket: TokenBucket, clock: { now: number }, bytes: number): number {
  const from = clock.now
  for (let left = bytes; left > 0;) {
    const granted = bucket.take(Math.min(left, 32_768))
    if (granted === 0) clock.now += bucket.delayFor(Math.min(left, 32_768))
    left -= granted
  }
  return clock.now - from
}

test.each([1, 100, 1024, 100_000, 10_000_000])('%i bytes per second are kept', (rate) => {
  const clock = { now: 1000 }
  const took = move(new TokenBucket(rate, () => clock.now), clock, rate * 20)
  expect(took).toBeGreaterThanOrEqual(19_700)
  expect(took).toBeLessThanOrEqual(20_100)
})

test('without a rate everything goes at once', () => {
  const bucket = new TokenBucket(null)
  expect(bucket.take(1e9)).toBe(1e9)
  expect(bucket.delayFor(1e9)).toBe(0)
})

test('a new rate counts from then on', () => {
  const clock = { now: 0 }
  const bucket = new TokenBucket(1000, () => clock.now)
  move(bucket, clock, 5000)
  bucket.rate = 10_000
  expect(move(bucket, clock, 50_000)).toBeLessThan(5100)
  bucket.rate = null
  expect(move(bucket, clock, 1e6)).toBe(0)
  bucket.rate = 1000
  expect(move(bucket, clock, 5000)).toBeGreaterThan(4700)
})

test('a rest is not made up for by a flood', () => {
  const clock = { now: 0 }
  const bucket = new TokenBucket(1000, () => clock.now)
  clock.now = 3_600_000
  expect(move(bucket, clock, 10_000)).toBeGreaterThan(9700)
})

test('a slow transfer moves in pieces, not byte by byte', () => {
  const clock = { now: 0 }
  const bucket = new TokenBucket(10_000, () => clock.now)
  expect(bucket.take(32_768)).toBe(0)
  expect(bucket.delayFor(32_768)).toBe(50)
  clock.now = 50
  expect(bucket.take(32_768)).toBe(500)
})
