import { randomBytes } from 'node:crypto'
import { Readable, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { RelayPump } from './relay-pump.ts'
import { TokenBucket } from './token-bucket.ts'

const MIB = 1024 ** 2
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** Takes nothing until told to. */
function slowTaker(highWaterMark: number) {
  const taken: Buffer[] = []
  const gate: { next: (() => void) | null } = { next: null }
  const ended = Promise.withResolvers<void>()
  const input = new Writable({
    highWaterMark,
    write(chunk: Buffer, _encoding, done) {
      taken.push(chunk)
      gate.next = done
    },
    final(done) {
      ended.resolve()
      done()
    },
  })
  return { input, taken, gate, ended: ended.promise }
}

function giver(bytes: number) {
  const content = randomBytes(bytes)
  let at = 0
  const output = new Readable({
    highWaterMark: 64 * 1024,
    read() {
      this.push(at < bytes ? content.subarray(at, (at += 32_768)) : null)
    },
  })
  return { output, content, given: () => Math.min(at, bytes) }
}

test('what is not taken is not read; all of it arrives, and then its end', async () => {
  const { output, content, given } = giver(8 * MIB)
  const { input, taken, gate, ended } = slowTaker(128 * 1024)
  let moved = 0
  const pump = new RelayPump(new TokenBucket(null), (bytes) => (moved = bytes))
  pump.from(output)
  for (let time = 0; time < 20; time++) await turn()
  // Nobody to take it yet.
  expect(given()).toBeLessThan(MIB)
  pump.to(input)
  for (let time = 0; time < 20; time++) await turn()
  expect(given()).toBeLessThan(MIB)
  expect(moved).toBeLessThan(MIB)

  const taking = setInterval(() => {
    for (let time = 0; time < 32 && gate.next; time++) {
      const done = gate.next
      gate.next = null
      done()
    }
  })
  await ended
  clearInterval(taking)
  expect(moved).toBe(8 * MIB)
  expect(Buffer.concat(taken).equals(content)).toBe(true)
})

test('a rate is kept by the clock, and a new one counts at once', async () => {
  const clock = { now: 0 }
  const { output, given } = giver(4 * MIB)
  const { input, taken, ended } = slowTaker(MIB)
  input._write = (chunk: Buffer, _encoding, done) => {
    taken.push(chunk)
    done()
  }
  const bytes = () => taken.reduce((sum, { length }) => sum + length, 0)
  const pump = new RelayPump(new TokenBucket(10_000, () => clock.now), () => {})
  pump.from(output)
  pump.to(input)
  for (let second = 1; second <= 10; second++) {
    clock.now = second * 1000
    pump.rate = 10_000
    await turn()
    expect(bytes()).toBeLessThanOrEqual(second * 10_000)
  }
  expect(given()).toBeLessThan(MIB)
  expect(bytes()).toBeGreaterThan(20_000)
  pump.rate = null
  await ended
  expect(bytes()).toBe(4 * MIB)
})

test('once stopped it moves nothing more', async () => {
  const { output } = giver(MIB)
  const { input, taken } = slowTaker(1024)
  const pump = new RelayPump(new TokenBucket(null), () => {})
  pump.to(input)
  pump.from(output)
  await turn()
  pump.stop()
  const before = taken.length
  for (let time = 0; time < 50; time++) await turn()
  expect(taken.length).toBe(before)
  expect(input.writableEnded).toBe(false)
})
