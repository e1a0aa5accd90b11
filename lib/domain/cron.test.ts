import { describe, expect, test } from 'vitest'
import { CronExpression, nextCronTimes } from './cron.ts'

const next = (expression: string, zone: string, after: string, count = 2) =>
  nextCronTimes(expression, zone, new Date(after), count).map((at) => at.toISOString().slice(0, 16))

describe('next times', () => {
  test.each([
    ['every quarter', '*/15 * * * *', 'UTC', '2026-03-10T10:07:00Z', ['2026-03-10T10:15', '2026-03-10T10:30']],
    ['strictly after', '0 * * * *', 'UTC', '2026-03-10T10:00:00Z', ['2026-03-10T11:00', '2026-03-10T12:00']],
    [
      'by the clock of the zone',
      '30 4 * * 1-5',
      'Asia/Kolkata',
      '2026-03-13T00:00:00Z',
      ['2026-03-15T23:00', '2026-03-16T23:00'],
    ],
    // 02:30 does not exist in Berlin on 29 March: 03:00 CEST instead, once.
    [
      'in the hour that is skipped',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-03-28T12:00:00Z',
      ['2026-03-29T01:00', '2026-03-30T00:30'],
    ],
    // 02:30 comes twice in Berlin on 25 October: the first time alone counts.
    [
      'in the hour that comes twice',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-24T12:00:00Z',
      ['2026-10-25T00:30', '2026-10-26T01:30'],
    ],
    [
      'every hour goes through the change',
      '0 * * * *',
      'Europe/Berlin',
      '2026-10-25T00:30:00Z',
      ['2026-10-25T01:00', '2026-10-25T02:00'],
    ],
    ['names', '0 6 * jan MON', 'UTC', '2026-03-10T10:07:00Z', ['2027-01-04T06:00', '2027-01-11T06:00']],
  ])('%s', (_, expression, zone, after, expected) => {
    expect(next(expression, zone, after)).toEqual(expected)
  })
})

test.each([
  '',
  'soon',
  '* * * *',
  '0 0 * * * *',
  '60 * * * *',
  '0 0 31 2 *',
  '? * * * *',
  '* * * * 9',
  `${'0,'.repeat(60)}0 * * * *`,
])('%j is refused', (expression) => {
  expect(CronExpression.safeParse(expression).success).toBe(false)
})

test.each(['0 */4 * * *', '*/5 * * * *', '0 3 1 * *', '0 0 29 2 *', ' 15 2 * * 0 '])('%j is taken', (expression) => {
  expect(CronExpression.safeParse(expression).success).toBe(true)
})
