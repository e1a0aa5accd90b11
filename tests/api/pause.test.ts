import { eq, sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { decideDueTimes, startDueRun } from '../../lib/workflows/duties/schedule-runs.ts'
import { JobQueue } from '../../lib/workflows/queue.ts'
import { env } from '../../lib/config/env.ts'
import { call, database as db, tokenOf } from './call.ts'
import { someGroups } from './some-groups.ts'
import { waitForJob, withWorker } from './worker.ts'

withWorker()

let token = ''
let group = ''
const post = (verb: string) => call('POST', `/protection-groups/${group}/${verb}`, { token })
const get = (rest = '') => call('GET', `/protection-groups/${group}${rest}`, { token })

beforeAll(async () => {
  const some = await someGroups('pause', 1)
  token = some.token
  group = some.groups[0] ?? ''
})

describe('pausing a group', () => {
  test('while a run is under way: that one is finished, and no other starts', async () => {
    const { body } = await post('run-now')
    expect(await post('pause')).toMatchObject({
      status: 200,
      body: { state: 'paused', paused_at: expect.any(String), next_due_at: null, rpo: { status: 'paused' } },
    })
    expect(await waitForJob(body['job_id'] ?? '', token)).toMatchObject({ status: 'succeeded' })
    expect(await post('run-now')).toMatchObject({ status: 409 })
    await decideDueTimes(db)
    expect((await get()).body).toMatchObject({
      next_due_at: null,
      can: { pause: { ok: false }, resume: { ok: true }, run_now: { ok: false, because: 'The group is paused.' } },
    })
    expect((await get('/schedule')).body).toMatchObject({ paused: true, next_due_at: null, notices: [] })
  })

  test('a due time that a scheduler had seen before is void', async () => {
    const dueAt = new Date(Date.now() - 5_000)
    await db.update(protectionGroups).set({ nextDueAt: dueAt }).where(eq(protectionGroups.id, group))
    const queue = await JobQueue.forSending(env.DATABASE_URL, () => {})
    expect(await startDueRun(db, queue, { id: group, dueAt })).toBeNull()
    await queue.stop()
  })

  test('paused twice is refused, and so is resuming what is not paused', async () => {
    expect(await post('pause')).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(await post('resume')).toMatchObject({ status: 200, body: { state: 'protecting', paused_at: null } })
    expect(await post('resume')).toMatchObject({ status: 409, body: { code: 'conflict' } })
  })

  test('resumed, it gets a due time again', async () => {
    await decideDueTimes(db)
    expect((await get('/schedule')).body).toMatchObject({
      by: 'rpo',
      paused: false,
      next_due_at: expect.any(String),
      interval_seconds: expect.any(Number),
      // A first copy says nothing of the runs to come.
      expected_run_seconds: null,
    })
  })

  test('both are for operators, and in the audit log', async () => {
    const viewer = await tokenOf('viewer')
    expect(await call('POST', `/protection-groups/${group}/pause`, { token: viewer })).toMatchObject({ status: 403 })
    for (const action of ['pause_group', 'resume_group']) {
      expect((await call('GET', `/audit-events?action=${action}`, { token })).body.items).toHaveLength(1)
    }
  })
})

test('a schedule that cannot do says so', async () => {
  const body = { schedule: '0 4 1 1 *', schedule_time_zone: 'Asia/Tokyo' }
  expect((await call('PATCH', `/protection-groups/${group}`, { token, body })).status).toBe(200)
  // Last seen some time ago: the schedule does not bring a run for months.
  await db.execute(sql`update zerfaux.recovery_points set current_until = now() - interval '5 minutes'`)
  const { body: schedule } = await get('/schedule')
  expect(schedule).toMatchObject({ by: 'cron', interval_seconds: null, notices: [{ hint: expect.any(String) }] })
  expect(schedule['cron_times']).toHaveLength(5)
  expect(String(schedule['cron_times']?.[0])).toMatch(/-12-31T19:00:00/)
})
