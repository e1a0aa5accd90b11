import { describe, expect, test } from 'vitest'
import { BandwidthTimetable } from '@/lib/domain/timetable'
import { bandwidthOfForm, bandwidthValues, readBandwidth, withoutBandwidth } from './bandwidth-values'

const MIB = 1024 ** 2
const night = { days: [1, 2, 3, 4, 5], from: '22:00', to: '06:00', bytesPerSecond: null }

describe('limits to a form and back', () => {
  test.each([
    { bandwidthLimit: null, bandwidthTimetable: null },
    { bandwidthLimit: 10 * MIB, bandwidthTimetable: null },
    { bandwidthLimit: 1.5 * MIB, bandwidthTimetable: { timeZone: 'Europe/Berlin', entries: [night] } },
    {
      bandwidthLimit: null,
      bandwidthTimetable: {
        timeZone: 'UTC',
        entries: [{ days: [0, 6], from: '00:00', to: '00:00', bytesPerSecond: MIB }],
      },
    },
    // Made through the API: two windows, and days of no kind that the form knows.
    { bandwidthLimit: MIB, bandwidthTimetable: { timeZone: 'UTC', entries: [night, { ...night, days: [0] }] } },
    { bandwidthLimit: MIB, bandwidthTimetable: { timeZone: 'UTC', entries: [{ ...night, days: [2] }] } },
  ])('%j', (bandwidth) => {
    expect(readBandwidth(bandwidthValues(bandwidth))).toEqual(bandwidth)
  })
})

test('what is not a number reaches the schema as it was typed', () => {
  expect(readBandwidth({ bandwidth_limit: 'fast' }).bandwidthLimit).toBe('fast')
  expect(readBandwidth({ bandwidth_limit: ' 2,5 ' }).bandwidthLimit).toBe(2.5 * MIB)
})

test('a window without times is for the schema to refuse', () => {
  const { bandwidthTimetable } = readBandwidth({ 'bandwidth_timetable.entries.0.days': 'every_day' })
  expect(BandwidthTimetable.safeParse(bandwidthTimetable).success).toBe(false)
})

test('a form keeps its other fields', () => {
  const data = new FormData()
  data.set('name', 'web')
  data.set('bandwidth_limit', '3')
  expect([...withoutBandwidth(data).keys()]).toEqual(['name'])
  expect(bandwidthOfForm(data)).toEqual({ bandwidthLimit: 3 * MIB, bandwidthTimetable: null })
})
