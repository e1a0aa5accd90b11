import { describe, expect, test } from 'vitest'
import { groupCan } from './group-can.ts'
import { canBecome, isSettled, jobStatuses } from './job-status.ts'
import { retryDelaySeconds } from './retry.ts'
import { mayActAs, roles } from './role.ts'
import { judgeRpo } from './rpo.ts'

const now = new Date(Date.UTC(2026, 0, 1, 12))
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

test.each([
  { case: 'fresh', current: minutesAgo(1), paused: false, expected: 'meeting' },
  { case: 'exactly the objective old', current: minutesAgo(10), paused: false, expected: 'at_risk' },
  { case: 'past four fifths', current: minutesAgo(8.1), paused: false, expected: 'at_risk' },
  { case: 'too old', current: minutesAgo(10.1), paused: false, expected: 'missed' },
  { case: 'none yet', current: null, paused: false, expected: 'never_replicated' },
  { case: 'paused says so, whatever the age', current: minutesAgo(999), paused: true, expected: 'paused' },
])('RPO: $case is $expected', ({ current, paused, expected }) => {
  expect(judgeRpo({ currentUntil: current, rpoMinutes: 10, paused, now }).status).toBe(expected)
})

test('a clock that runs ahead at a site does not make an age negative', () => {
  expect(judgeRpo({ currentUntil: minutesAgo(-5), rpoMinutes: 10, paused: false, now }).ageSeconds).toBe(0)
})

test('retries wait longer and longer, but never more than five minutes', () => {
  expect([1, 2, 3, 7, 100].map(retryDelaySeconds)).toEqual([5, 10, 20, 300, 300])
})

test('each role may do what the lower ones may, and no more', () => {
  const table = roles.map((held) => roles.map((needed) => (mayActAs(held, needed) ? 'y' : 'n')).join(''))
  expect(table).toEqual(['ynn', 'yyn', 'yyy'])
})

describe('job status', () => {
  test('what is settled stays', () => {
    for (const from of jobStatuses.filter(isSettled))
      for (const to of jobStatuses) expect(canBecome(from, to)).toBe(false)
    expect(jobStatuses.filter(isSettled)).toEqual(['succeeded', 'rolled_back', 'cancelled'])
  })

  test('from every other status there is a way to an end', () => {
    const reachesEnd = (from: (typeof jobStatuses)[number], seen = new Set<string>()): boolean =>
      isSettled(from) ||
      (!seen.has(from) &&
        jobStatuses.some((to) => canBecome(from, to) && to !== from && reachesEnd(to, new Set([...seen, from]))))
    for (const status of jobStatuses) expect(reachesEnd(status)).toBe(true)
  })
})

test('what a group can do is said with the reason where it cannot', () => {
  const facts = { state: 'protecting', activeJobId: null, recoveryPoints: 0 } as const
  expect(groupCan.runNow(facts)).toEqual({ ok: true })
  expect(groupCan.runNow({ ...facts, activeJobId: 'x' })).toMatchObject({
    ok: false,
    because: expect.stringContaining('under way'),
  })
  expect(groupCan.delete({ ...facts, state: 'awaiting_commit' })).toMatchObject({ ok: false })
})
