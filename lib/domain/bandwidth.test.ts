import { describe, expect, test } from 'vitest'
import { bandwidthAt, shareOfLink } from './bandwidth.ts'
import type { BandwidthTimetable } from './timetable.ts'
import { covers, wallClock } from './weekly-window.ts'

const workdays = [1, 2, 3, 4, 5]
const everyDay = [0, ...workdays, 6]
const timetable = (entries: BandwidthTimetable['entries'], timeZone = 'Europe/Berlin') => ({ timeZone, entries })
const at = (bandwidthTimetable: BandwidthTimetable | null, now: string) =>
  bandwidthAt({ bandwidthLimit: 5000, bandwidthTimetable }, new Date(now))

describe('the rate at a moment', () => {
  test('without a timetable the plain limit counts', () => {
    expect(at(null, '2026-01-05T12:00:00Z')).toBe(5000)
    expect(at(timetable([]), '2026-01-05T12:00:00Z')).toBe(5000)
    expect(bandwidthAt({ bandwidthLimit: null, bandwidthTimetable: null }, new Date())).toBeNull()
  })

  const office = timetable([{ days: workdays, from: '08:00', to: '18:00', bytesPerSecond: 2000 }])
  test.each([
    ['Monday 07:59:59 in Berlin', '2026-01-05T06:59:59Z', 5000],
    ['Monday 08:00', '2026-01-05T07:00:00Z', 2000],
    ['Monday 17:59:59', '2026-01-05T16:59:59Z', 2000],
    ['Monday 18:00', '2026-01-05T17:00:00Z', 5000],
    ['Saturday noon', '2026-01-10T11:00:00Z', 5000],
    ['a summer Monday 08:00', '2026-07-06T06:00:00Z', 2000],
    ['a summer Monday 07:59', '2026-07-06T05:59:00Z', 5000],
  ])('%s', (_, now, expected) => expect(at(office, now)).toBe(expected))

  const night = timetable([{ days: workdays, from: '22:00', to: '06:00', bytesPerSecond: null }])
  test.each([
    ['Friday 22:00', '2026-01-09T21:00:00Z', null],
    ['Saturday 05:59 belongs to Friday', '2026-01-10T04:59:00Z', null],
    ['Saturday 06:00', '2026-01-10T05:00:00Z', 5000],
    ['Saturday 22:00 is not listed', '2026-01-10T21:00:00Z', 5000],
    ['Sunday 23:00 is not listed', '2026-01-11T22:00:00Z', 5000],
    ['Monday 00:30 would belong to Sunday', '2026-01-11T23:30:00Z', 5000],
    ['Monday 23:59', '2026-01-12T22:59:00Z', null],
  ])('over midnight: %s', (_, now, expected) => expect(at(night, now)).toBe(expected))

  test('a window whose ends are the same is a whole day from there', () => {
    const sunday = timetable([{ days: [0], from: '12:00', to: '12:00', bytesPerSecond: 7000 }], 'UTC')
    expect(at(sunday, '2026-01-04T11:59:00Z')).toBe(5000)
    expect(at(sunday, '2026-01-04T12:00:00Z')).toBe(7000)
    expect(at(sunday, '2026-01-05T11:59:00Z')).toBe(7000)
    expect(at(sunday, '2026-01-05T12:00:00Z')).toBe(5000)
  })

  test('of windows that overlap the first counts', () => {
    const entries = [
      { days: everyDay, from: '12:00', to: '13:00', bytesPerSecond: 1024 },
      { days: everyDay, from: '08:00', to: '18:00', bytesPerSecond: 2048 },
    ]
    expect(at(timetable(entries, 'UTC'), '2026-01-05T12:30:00Z')).toBe(1024)
    expect(at(timetable(entries, 'UTC'), '2026-01-05T13:00:00Z')).toBe(2048)
  })

  // Berlin: 29 March 2026 02:00 → 03:00, 25 October 2026 03:00 → 02:00.
  const twoToThree = timetable([{ days: everyDay, from: '02:00', to: '03:00', bytesPerSecond: 1024 }])
  test.each([
    ['the last second before the hour is skipped', '2026-03-29T00:59:59Z', 5000],
    ['the skipped hour: it is 03:00 already', '2026-03-29T01:00:00Z', 5000],
    ['the first time at 02:30', '2026-10-25T00:30:00Z', 1024],
    ['the second time at 02:30', '2026-10-25T01:30:00Z', 1024],
    ['03:00 once for good', '2026-10-25T02:00:00Z', 5000],
  ])('when the clocks change: %s', (_, now, expected) => expect(at(twoToThree, now)).toBe(expected))

  test.each([
    ['spring', '2026-03-28T21:30:00Z', '2026-03-29T03:59:00Z', '2026-03-29T04:00:00Z'],
    ['autumn', '2026-10-24T20:30:00Z', '2026-10-25T04:59:00Z', '2026-10-25T05:00:00Z'],
  ])('a night in which the clocks change ends at six on the wall: %s', (_, evening, last, over) => {
    const nights = timetable([{ days: [6], from: '22:00', to: '06:00', bytesPerSecond: null }])
    expect([at(nights, evening), at(nights, last), at(nights, over)]).toEqual([null, null, 5000])
  })
})

test('the day is that of the place', () => {
  expect(wallClock('Pacific/Auckland', new Date('2026-01-04T12:30:00Z'))).toEqual({ day: 1, minutes: 90 })
  expect(wallClock('America/Los_Angeles', new Date('2026-01-05T00:00:00Z'))).toEqual({ day: 0, minutes: 960 })
  expect(wallClock('Asia/Kathmandu', new Date('2026-01-05T00:00:00Z'))).toEqual({ day: 1, minutes: 345 })
  expect(covers({ days: [0], from: '00:00', to: '00:01' }, { day: 0, minutes: 0 })).toBe(true)
})

describe('a link is shared', () => {
  test.each([
    { link: null, own: null, others: [null, null], share: null },
    { link: null, own: 300, others: [], share: 300 },
    { link: 900, own: null, others: [], share: 900 },
    { link: 900, own: 300, others: [], share: 300 },
    { link: 900, own: null, others: [null, null], share: 300 },
    // What a slow one leaves goes to the others.
    { link: 900, own: null, others: [100, null], share: 400 },
    { link: 900, own: 100, others: [null, null], share: 100 },
    { link: 900, own: 500, others: [100, null], share: 400 },
    { link: 900, own: 350, others: [100, null], share: 350 },
    { link: 900, own: 100, others: [100, 100], share: 100 },
    { link: 2, own: null, others: [null, null, null, null], share: 1 },
  ])('$link among $own and $others', ({ link, own, others, share }) => {
    expect(shareOfLink(link, own, others)).toBe(share)
  })

  test('all shares together never exceed the link', () => {
    const caps = [null, 1200, 50_000, 7, null, 33_333, 900]
    for (const link of [5000, 10_000, 100_000, 1_000_000]) {
      const shares = caps.map((own, index) => shareOfLink(link, own, caps.toSpliced(index, 1)) ?? Infinity)
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(link)
    }
  })
})
