import { describe, expect, test } from 'vitest'
import { judgeRunLength } from './run-length.ts'
import { intervalSeconds, planNextRun, type ScheduleFacts } from './schedule-plan.ts'
import { shareOf } from './share-of.ts'

const T0 = Date.parse('2026-03-10T12:00:00Z')
const at = (seconds: number) => new Date(T0 + seconds * 1000)
const seconds = (date: Date | undefined) => date && (date.getTime() - T0) / 1000

/** An id without jitter: its share is the smallest of some. */
const punctual =
  Array.from({ length: 5_000 }, (_, number) => `group-${number}`).toSorted((a, b) => shareOf(a) - shareOf(b))[0] ??
  'none'

const facts = (given: Partial<ScheduleFacts>): ScheduleFacts => ({
  groupId: punctual,
  rpoMinutes: 60,
  schedule: null,
  scheduleTimeZone: 'UTC',
  since: at(-86_400),
  currentUntil: at(0),
  runs: [],
  lastRun: { endedAt: at(60), succeeded: true },
  windows: [],
  now: at(61),
  ...given,
})

const due = (given: Partial<ScheduleFacts>) => Math.round(seconds(planNextRun(facts(given))?.dueAt) ?? Number.NaN)
const window = (from: string, to: string) => ({
  timeZone: 'UTC',
  windows: [{ days: [0, 1, 2, 3, 4, 5, 6], from, to }],
})

describe('by RPO', () => {
  test.each([
    // 45 min is what a healthy group's point may age; the run comes off it, with its safety.
    ['short runs', { runs: [36, 36, 36] }, 2_700 - 50],
    ['nothing learned yet', { runs: [] }, 2_700 - 900],
    ['the slowest tenth does not count', { runs: [...Array.from({ length: 18 }, () => 36), 3_000, 36] }, 2_650],
    ['but more of them do', { runs: [...Array.from({ length: 16 }, () => 36), 796, 796, 796, 796] }, 2_700 - 1_000],
    [
      'runs that fill their time leave a pause',
      { runs: [3_000], lastRun: { endedAt: at(3_000), succeeded: true } },
      3_180,
    ],
    ['overdue is due now, once', { now: at(90_000) }, 90_000],
    ['after a cancelled run not at once', { lastRun: { endedAt: at(9_000), succeeded: false }, now: at(9_001) }, 9_300],
    ['a new group waits for its VMs', { currentUntil: null, lastRun: null, since: at(0), now: at(1) }, 300],
    [
      'a new group with a short RPO',
      { currentUntil: null, lastRun: null, since: at(0), now: at(1), rpoMinutes: 1 },
      30,
    ],
    [
      'never replicated, first run cancelled',
      { currentUntil: null, lastRun: { endedAt: at(0), succeeded: false } },
      300,
    ],
    ['in a window it waits for the end', { runs: [36], windows: [null, window('12:30', '14:00')] }, 7_200],
    ['overdue, in a window', { now: at(7_000), windows: [window('13:00', '14:00')] }, 7_200],
  ])('%s', (_, given, expected) => {
    expect(due(given)).toBe(expected)
  })

  test('windows that cover everything leave no time', () => {
    expect(planNextRun(facts({ windows: [window('00:00', '00:00')] }))).toBeNull()
  })

  test('a window that makes it miss the RPO says so beforehand, one that does not is not blamed', () => {
    expect(planNextRun(facts({ runs: [36], windows: [window('12:30', '14:00')] }))).toMatchObject({
      movedFrom: expect.any(Date),
      missesRpo: true,
      expectedWorstAgeSeconds: 7_250,
    })
    expect(planNextRun(facts({ runs: [36], windows: [window('12:30', '12:50')] }))).toMatchObject({
      movedFrom: expect.any(Date),
      missesRpo: false,
    })
    expect(planNextRun(facts({ runs: [36], windows: [window('20:00', '22:00')] }))).toMatchObject({
      movedFrom: null,
      missesRpo: false,
    })
  })
})

describe('by cron', () => {
  const cron = (given: Partial<ScheduleFacts>) => due({ schedule: '0 * * * *', ...given })
  test.each([
    ['the next time', {}, 3_600],
    ['times during a run are gone', { lastRun: { endedAt: at(7_500), succeeded: true }, now: at(7_501) }, 10_800],
    ['a day of downtime: now, once', { now: at(86_000) }, 86_000],
    ['a changed schedule counts from the change', { since: at(86_000), now: at(86_001) }, 86_400],
    ['in a window', { windows: [window('12:30', '14:30')] }, 9_000],
  ])('%s', (_, given, expected) => {
    expect(cron(given)).toBe(expected)
  })

  test('a schedule that is rarer than the RPO asks says so', () => {
    expect(planNextRun(facts({ schedule: '0 18 * * *' }))).toMatchObject({ missesRpo: true, movedFrom: null })
    expect(planNextRun(facts({ schedule: '*/30 * * * *', runs: [60] }))).toMatchObject({ missesRpo: false })
  })
})

describe('whatever the group', () => {
  const random = seeded(7)
  const groups = Array.from({ length: 200 }, (_, number) => ({
    groupId: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    rpoMinutes: Math.ceil(random() ** 3 * 1_440),
    usual: random() * 0.3,
  }))

  test.each(groups.map((group) => [group.groupId, group] as const))(
    '%s: with runs under a third of the RPO no point gets older than it, nor old enough to be at risk',
    (_, { groupId, rpoMinutes, usual }) => {
      let [now, currentUntil] = [0, 0]
      const runs: number[] = []
      for (let round = 0; round < 60; round++) {
        const plan = planNextRun(
          facts({
            groupId,
            rpoMinutes,
            runs: runs.slice(-20),
            currentUntil: at(currentUntil),
            lastRun: { endedAt: at(now), succeeded: true },
            now: at(now),
          }),
        )
        const start = seconds(plan?.dueAt) ?? Number.NaN
        expect(start).toBeGreaterThanOrEqual(now)
        const took = rpoMinutes * 60 * usual * (0.8 + 0.2 * random())
        now = start + took
        if (round > 0) expect(now - currentUntil).toBeLessThan(rpoMinutes * 60 * 0.8)
        currentUntil = start
        runs.push(took)
      }
    },
  )

  test('fifty groups made at once are spread out, and more so with each round', () => {
    const dues = groups.slice(0, 50).map(({ groupId }) => due({ groupId, currentUntil: at(0), runs: [36] }))
    const interval = intervalSeconds({ rpoMinutes: 60, runs: [36] })
    const buckets = new Set(dues.map((time) => Math.floor((interval - time) / (interval * 0.01))))
    expect(Math.max(...dues)).toBeLessThanOrEqual(interval)
    expect(Math.min(...dues)).toBeGreaterThanOrEqual(interval * 0.9)
    expect(buckets.size).toBeGreaterThanOrEqual(8)
    expect(due({ groupId: groups[0]?.groupId ?? '' })).toBe(due({ groupId: groups[0]?.groupId ?? '' }))
  })
})

describe('how long runs take', () => {
  test.each([
    ['nothing known', [], null],
    ['less than half', [1_700, 1_800], null],
    [
      'more than half',
      [1_900, 2_000],
      {
        expectedSeconds: 2_000,
        objectiveSeconds: 3_600,
        message: expect.stringContaining('33 min, more than half of the RPO of 1 h'),
      },
    ],
    ['more than all', [7_300], { expectedSeconds: 7_300, message: expect.stringContaining('cannot be met') }],
    ['one slow run of twenty', [...Array.from({ length: 19 }, () => 60), 3_500], null],
  ])('%s', (_, runs, expected) => {
    const judged = judgeRunLength({ runs, rpoMinutes: 60 })
    if (expected) expect(judged).toMatchObject(expected)
    else expect(judged).toBeNull()
  })
})

function seeded(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}
