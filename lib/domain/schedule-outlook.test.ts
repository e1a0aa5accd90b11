import { expect, test } from 'vitest'
import { scheduleOutlook } from './schedule-outlook.ts'
import type { ScheduleFacts } from './schedule-plan.ts'

const facts: ScheduleFacts = {
  groupId: 'g',
  rpoMinutes: 60,
  schedule: null,
  scheduleTimeZone: 'UTC',
  since: new Date('2026-03-01T00:00:00Z'),
  currentUntil: new Date('2026-03-10T12:00:00Z'),
  runs: [60, 60],
  lastRun: { endedAt: new Date('2026-03-10T12:01:00Z'), succeeded: true },
  windows: [],
  now: new Date('2026-03-10T12:02:00Z'),
}
const window = (from: string, to: string) => [{ timeZone: 'UTC', windows: [{ days: [0, 1, 2, 3, 4, 5, 6], from, to }] }]

test.each<[string, Partial<ScheduleFacts>, string[]]>([
  ['all is well', {}, []],
  ['a short window', { windows: window('12:30', '12:50') }, []],
  ['runs are too long', { runs: [2_000] }, ['Runs take 33 min, more than half of the RPO of 1 h']],
  [
    'a window puts off the next run for too long, today and each day',
    { windows: window('12:30', '14:00') },
    [
      'Maintenance puts off the next run to 2026-03-10 14:00 UTC: its newest recovery point will be up to 2',
      'Maintenance from 2026-03-10 12:30 UTC to 2026-03-10 14:00 UTC leaves no time for a run',
    ],
  ],
  [
    'a long window tonight',
    { windows: window('22:00', '02:00') },
    ['Maintenance from 2026-03-10 22:00 UTC to 2026-03-11 02:00 UTC leaves no time'],
  ],
  ['windows without an end', { windows: window('00:00', '00:00') }, ['No run will start by itself: maintenance']],
  ['cron that is too rare', { schedule: '0 18 * * *' }, ['The next run is at 2026-03-10 18:00 UTC: its newest']],
  ['cron that is often enough', { schedule: '*/20 * * * *' }, []],
])('%s', (_, given, expected) => {
  const { notices } = scheduleOutlook({ ...facts, ...given })
  expect(notices.map(({ message }) => message)).toEqual(expected.map((text) => expect.stringContaining(text)))
  expect(notices.every(({ hint }) => hint.endsWith('.'))).toBe(true)
})

test('the next times of cron, and the interval by RPO', () => {
  expect(scheduleOutlook(facts)).toMatchObject({ cronTimes: [], intervalSeconds: 2_620, expectedRunSeconds: 60 })
  const { cronTimes, intervalSeconds } = scheduleOutlook({ ...facts, schedule: '*/20 * * * *' })
  expect(cronTimes.map((at) => at.toISOString().slice(11, 16))).toEqual(['12:20', '12:40', '13:00', '13:20', '13:40'])
  expect(intervalSeconds).toBeNull()
})
