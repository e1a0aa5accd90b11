import { describe, expect, test } from 'vitest'
import { freeFrom, nextLongClosure } from './maintenance.ts'
import type { MaintenanceWindows } from './timetable.ts'

const everyDay = [0, 1, 2, 3, 4, 5, 6]
const utc = (from: string, to: string, days = everyDay): MaintenanceWindows => ({
  timeZone: 'UTC',
  windows: [{ days, from, to }],
})
const berlin = (from: string, to: string): MaintenanceWindows => ({ ...utc(from, to), timeZone: 'Europe/Berlin' })
const at = (text: string) => new Date(`${text}Z`)

describe('the first instant outside of all windows', () => {
  test.each([
    ['before a window', [utc('02:00', '04:00')], '2026-03-10T01:59:59', '2026-03-10T01:59:59'],
    ['at its start', [utc('02:00', '04:00')], '2026-03-10T02:00:00', '2026-03-10T04:00:00'],
    ['in it', [utc('02:00', '04:00')], '2026-03-10T03:17:41', '2026-03-10T04:00:00'],
    ['at its end', [utc('02:00', '04:00')], '2026-03-10T04:00:00', '2026-03-10T04:00:00'],
    ['in one over midnight', [utc('22:00', '06:00')], '2026-03-10T23:30:00', '2026-03-11T06:00:00'],
    ['in its morning', [utc('22:00', '06:00')], '2026-03-10T05:30:00', '2026-03-10T06:00:00'],
    [
      'in its morning, on a day whose evening has none',
      [utc('22:00', '06:00', [1])],
      '2026-03-10T05:00:00',
      '2026-03-10T06:00:00',
    ],
    ['on another day', [utc('02:00', '04:00', [0])], '2026-03-10T03:00:00', '2026-03-10T03:00:00'],
    ['in one of 24 hours', [utc('12:00', '12:00', [2])], '2026-03-10T13:00:00', '2026-03-11T12:00:00'],
    ['in two that touch', [utc('02:00', '04:00'), utc('04:00', '05:30')], '2026-03-10T02:30:00', '2026-03-10T05:30:00'],
    [
      'in two that overlap in two zones',
      [utc('02:00', '04:00'), berlin('04:30', '07:00')],
      '2026-03-10T02:30:00',
      '2026-03-10T06:00:00',
    ],
    ['when an hour is skipped', [berlin('01:00', '04:00')], '2026-03-29T00:30:00', '2026-03-29T02:00:00'],
    ['when an hour comes twice', [berlin('01:00', '04:00')], '2026-10-24T23:30:00', '2026-10-25T03:00:00'],
    ['without windows', [null, { timeZone: 'UTC', windows: [] }], '2026-03-10T02:30:00', '2026-03-10T02:30:00'],
  ])('%s', (_, windows, from, free) => {
    expect(freeFrom(windows, at(from))?.toISOString()).toBe(at(free).toISOString())
  })

  test('windows that cover the week leave none', () => {
    expect(freeFrom([utc('00:00', '00:00')], at('2026-03-10T02:30:00'))).toBeNull()
  })
})

describe('a stretch that is longer than an objective', () => {
  const now = at('2026-03-10T12:00:00')
  test.each([
    [
      'the next one',
      [utc('02:00', '04:00')],
      3_600,
      { from: at('2026-03-11T02:00:00'), until: at('2026-03-11T04:00:00') },
    ],
    ['none that is shorter', [utc('02:00', '04:00')], 7_200, null],
    [
      'two that touch count as one',
      [utc('02:00', '04:00'), utc('03:30', '05:00')],
      9_000,
      { from: at('2026-03-11T02:00:00'), until: at('2026-03-11T05:00:00') },
    ],
    [
      'the one on Saturday',
      [utc('01:00', '01:30'), utc('08:00', '18:00', [6])],
      7_200,
      { from: at('2026-03-14T08:00:00'), until: at('2026-03-14T18:00:00') },
    ],
    ['no windows', [null], 60, null],
  ])('%s', (_, windows, seconds, found) => {
    expect(nextLongClosure(windows, now, seconds)).toEqual(found)
  })
})
