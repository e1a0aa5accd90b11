import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { LIMITER } from './limiter-script.ts'

const content = randomBytes(600_000)

function limit(rate: number) {
  const child = spawn('perl', ['-e', LIMITER, String(rate)], { stdio: ['pipe', 'pipe', 'pipe', 'ignore', 'pipe'] })
  const [input, output, errors, , orders] = child.stdio
  if (!input || !output || !errors || !(orders instanceof Writable)) throw new Error('perl was started without pipes')
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  return { input, orders, ended, output: buffer(output), said: text(errors) }
}

test('without a limit all passes, and the count is said', async () => {
  const { input, ended, output, said } = limit(0)
  input.end(content)
  expect(await ended).toBe(0)
  expect((await output).equals(content)).toBe(true)
  expect(await said).toBe('zfx-wire\t600000\n')
})

test('a limit is kept: it never takes less time than that', async () => {
  const from = performance.now()
  const { input, ended, output, said } = limit(400_000)
  input.end(content)
  expect(await ended).toBe(0)
  // A quarter of a second's worth may go at once, and the clock is read in hundredths.
  expect(performance.now() - from).toBeGreaterThan(1200)
  expect((await output).equals(content)).toBe(true)
  expect((await said).split('\n').length).toBeGreaterThan(2)
})

test('a new limit counts in the middle', async () => {
  const { input, orders, ended, output } = limit(1000)
  input.end(content)
  // By the first limit it would take ten minutes.
  setTimeout(() => orders.write('2000\n0\n'), 300)
  expect(await ended).toBe(0)
  expect((await output).length).toBe(600_000)
})
