import { expect, test } from 'vitest'
import { ByteMeter, type Metered } from './byte-meter.ts'

function meter() {
  const written: Metered[] = []
  let at = 0
  const bytes = new ByteMeter(
    (metered) => written.push(metered),
    () => at,
  )
  return {
    written,
    report: (afterMs: number, bytesDone: number, bytesTotal: number | null = 1000) => {
      at += afterMs
      bytes.report({ bytesDone, bytesTotal })
    },
  }
}

test('about one write a second, and the last one always', () => {
  const { written, report } = meter()
  for (let step = 1; step <= 10; step += 1) report(250, step * 100)
  expect(written.map(({ bytesDone }) => bytesDone)).toEqual([100, 500, 900, 1000])
})

test('the rate is that of the last seconds, not of the whole', () => {
  const { written, report } = meter()
  for (let second = 1; second <= 10; second += 1) report(1000, second * 1000, null)
  for (let second = 1; second <= 6; second += 1) report(1000, 10_000 + second * 10, null)
  expect(written.at(-1)?.bytesPerSecond).toBe(10)
})

test('no rate is made up from one sample, nor across two transfers', () => {
  const { written, report } = meter()
  report(0, 500)
  expect(written.at(-1)?.bytesPerSecond).toBeNull()
  report(2000, 900)
  report(2000, 10)
  expect(written.at(-1)).toMatchObject({ bytesDone: 10, bytesPerSecond: null })
})
