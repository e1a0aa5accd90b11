import { expect, test } from 'vitest'
import { planLanes, type WaitingInLane } from './lane-plan.ts'

/** `a1:2@5` is job a1 in lane a, which bears 2 at a time, asked for in minute 5. */
function waiting(spec: string): WaitingInLane[] {
  return spec
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [, lane = '', number = '', limit = '', minute = ''] = /^([a-z])(\d+):(\d+)@(\d+)$/.exec(word) ?? []
      return { jobId: `${lane}${number}`, lane, laneLimit: Number(limit), createdAt: new Date(Number(minute) * 60_000) }
    })
}

test.each([
  { case: 'no more than the lane bears', jobs: 'a1:2@1 a2:2@1 a3:2@1', running: '', begin: 'a1 a2', wait: 'a3:2/2+0' },
  { case: 'those asked for first', jobs: 'a1:1@9 a2:1@3', running: '', begin: 'a2', wait: 'a1:1/1+0' },
  { case: 'what is under way counts', jobs: 'a1:2@1 a2:2@2', running: 'a', begin: 'a1', wait: 'a2:2/2+0' },
  { case: 'another lane does not matter', jobs: 'a1:1@1 b1:1@2', running: 'a', begin: 'b1', wait: 'a1:1/1+0' },
  {
    case: 'each knows its place',
    jobs: 'a1:1@1 a2:1@2 a3:1@3',
    running: 'a',
    begin: '',
    wait: 'a1:1/1+0 a2:1/1+1 a3:1/1+2',
  },
  {
    case: 'nobody overtakes one that bears less',
    jobs: 'a1:1@1 a2:5@2',
    running: 'a',
    begin: '',
    wait: 'a1:1/1+0 a2:1/5+1',
  },
  {
    case: 'asked for together, always the same order',
    jobs: 'a2:1@1 a1:1@1',
    running: '',
    begin: 'a1',
    wait: 'a2:1/1+0',
  },
  { case: 'nothing waits', jobs: '', running: 'a b', begin: '', wait: '' },
])('$case', ({ jobs, running, begin, wait }) => {
  const plan = planLanes({ waiting: waiting(jobs), running: running.split(' ').map((lane) => ({ lane })) })
  expect(plan.admitted.join(' ')).toBe(begin)
  expect([...plan.blocked].map(([id, { used, limit, ahead }]) => `${id}:${used}/${limit}+${ahead}`).join(' ')).toBe(
    wait,
  )
})
