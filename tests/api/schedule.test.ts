import { eq, inArray, sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { env } from '../../lib/config/env.ts'
import { PostgresDutyLocks } from '../../lib/db/duty-locks.ts'
import { startDuties, type DutyTools, type RunningDuties } from '../../lib/workflows/duties.ts'
import { decideDueTimes, scheduleRuns, startDueRun } from '../../lib/workflows/duties/schedule-runs.ts'
import { JobQueue } from '../../lib/workflows/queue.ts'
import { Sites } from '../../lib/workflows/sites.ts'
import { call, database as db } from './call.ts'
import { someGroups } from './some-groups.ts'

let queue: JobQueue
beforeAll(async () => {
  queue = await JobQueue.forSending(env.DATABASE_URL, () => {})
})
afterAll(() => queue.stop())

const running: RunningDuties[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ stop }) => stop()))
})

/** Several processes, each with the scheduler among its duties. */
function schedulers(count: number): void {
  for (let number = 0; number < count; number += 1) {
    const tools = { db, sites: new Sites(db), queue: async () => queue, log: pino({ level: 'silent' }) }
    running.push(startDuties(tools, [scheduleRuns], new PostgresDutyLocks()))
  }
}

const jobsOf = (groups: readonly string[]) =>
  db
    .select()
    .from(replicationJobs)
    .where(inArray(replicationJobs.protectionGroupId, [...groups]))

const groupsOf = (groups: readonly string[]) =>
  db
    .select()
    .from(protectionGroups)
    .where(inArray(protectionGroups.id, [...groups]))

/** As if that time had come. */
async function makeDue(groups: readonly string[], secondsAgo = 1): Promise<void> {
  await db
    .update(protectionGroups)
    .set({ nextDueAt: sql`now() - make_interval(secs => ${secondsAgo})` })
    .where(inArray(protectionGroups.id, [...groups]))
}

async function endJobs(groups: readonly string[]): Promise<void> {
  await db
    .update(replicationJobs)
    .set({ status: 'succeeded', startedAt: sql`now()`, finishedAt: sql`now()` })
    .where(inArray(replicationJobs.protectionGroupId, [...groups]))
}

describe('one run per due time', () => {
  test('three schedulers at once make one run for each of ten groups, and give none a time while it runs', async () => {
    const { groups } = await someGroups('three', 10)
    await decideDueTimes(db)
    expect((await groupsOf(groups)).every(({ nextDueAt }) => nextDueAt !== null)).toBe(true)
    await makeDue(groups)
    const due = new Map((await groupsOf(groups)).map(({ id, nextDueAt }) => [id, nextDueAt]))
    schedulers(3)
    await expect.poll(async () => (await jobsOf(groups)).length, { timeout: 10_000 }).toBe(10)
    await new Promise((done) => setTimeout(done, 500))
    const jobs = await jobsOf(groups)
    expect(jobs.map((job) => [job.protectionGroupId, job.dueAt]).toSorted()).toEqual([...due].toSorted())
    expect(new Set(jobs.map(({ requestedBy }) => requestedBy))).toEqual(new Set(['system:schedule']))
    expect((await groupsOf(groups)).every(({ nextDueAt }) => nextDueAt === null)).toBe(true)
  })

  test('ten who take the same due time in the same moment make one run', async () => {
    const { groups } = await someGroups('moment', 1)
    await makeDue(groups)
    const [group] = await groupsOf(groups)
    const due = { id: group?.id ?? '', dueAt: group?.nextDueAt ?? new Date() }
    const made = await Promise.all(Array.from({ length: 10 }, () => startDueRun(db, queue, due)))
    expect(made.filter(Boolean)).toHaveLength(1)
    expect(await jobsOf(groups)).toHaveLength(1)
  })

  test('a scheduler that was frozen, and wakes after that run has ended, makes no second one', async () => {
    const { groups } = await someGroups('frozen', 1)
    await makeDue(groups)
    const [group] = await groupsOf(groups)
    const seenBeforeTheFreeze = { id: group?.id ?? '', dueAt: group?.nextDueAt ?? new Date() }
    expect(await startDueRun(db, queue, seenBeforeTheFreeze)).not.toBeNull()
    await endJobs(groups)
    await decideDueTimes(db)
    expect(await startDueRun(db, queue, seenBeforeTheFreeze)).toBeNull()
    // Nor does it take the time that has come meanwhile: that is for those who see it.
    await makeDue(groups)
    const [later] = await groupsOf(groups)
    expect(await startDueRun(db, queue, seenBeforeTheFreeze)).toBeNull()
    expect((await groupsOf(groups))[0]?.nextDueAt).toEqual(later?.nextDueAt)
    // Not even when that very time stands there again.
    await db
      .update(protectionGroups)
      .set({ nextDueAt: seenBeforeTheFreeze.dueAt })
      .where(eq(protectionGroups.id, seenBeforeTheFreeze.id))
    expect(await startDueRun(db, queue, seenBeforeTheFreeze)).toBeNull()
    expect(await jobsOf(groups)).toHaveLength(1)
  })

  test('a time that has not come by the database’s clock is not taken', async () => {
    const { groups } = await someGroups('early', 1)
    await makeDue(groups, -5)
    const [group] = await groupsOf(groups)
    expect(await startDueRun(db, queue, { id: group?.id ?? '', dueAt: group?.nextDueAt ?? new Date() })).toBeNull()
    expect(await jobsOf(groups)).toEqual([])
  })

  test('after a day of downtime each group runs once, the important ones first', async () => {
    const { groups } = await someGroups('downtime', 4, { schedule: '*/10 * * * *' })
    await db
      .update(protectionGroups)
      .set({ priority: 1 })
      .where(eq(protectionGroups.id, groups[3] ?? ''))
    await makeDue(groups, 86_400)
    schedulers(2)
    await expect.poll(async () => (await jobsOf(groups)).length, { timeout: 10_000 }).toBe(4)
    const first = (await jobsOf(groups)).filter(({ admittedAt }) => admittedAt)
    expect(first.map(({ protectionGroupId: id }) => id)).toContain(groups[3])
    await endJobs(groups)
    await expect
      .poll(async () => (await groupsOf(groups)).every(({ nextDueAt }) => nextDueAt !== null), { timeout: 10_000 })
      .toBe(true)
    // Not one for each of the 144 times that were missed.
    expect(await jobsOf(groups)).toHaveLength(4)
    for (const { nextDueAt } of await groupsOf(groups)) expect(nextDueAt?.getTime()).toBeGreaterThan(Date.now() - 1_000)
  })
})

describe('how long a scheduler sleeps', () => {
  const run = (given: Partial<DutyTools> = {}) => {
    const tools = { db, sites: new Sites(db), queue: async () => queue, log: pino({ level: 'silent' }), ...given }
    return scheduleRuns.run(tools, new AbortController().signal)
  }
  const noTimes = () => db.update(protectionGroups).set({ nextDueAt: null, state: 'paused' })

  test('until the next group is due, and not at all where one has become due', async () => {
    await noTimes()
    const { groups } = await someGroups('sleep', 1)
    await makeDue(groups, -1.5)
    expect(await run()).toEqual({ inSeconds: expect.toSatisfy((seconds: number) => seconds > 0 && seconds <= 1.5) })
  })

  test('a while, where what is due cannot be started', async () => {
    await noTimes()
    const { groups } = await someGroups('sleepless', 1)
    await makeDue(groups)
    expect(await run({ queue: () => Promise.reject(new Error('no queue')) })).toEqual({ inSeconds: 2 })
    expect(await jobsOf(groups)).toEqual([])
    await run()
    expect(await jobsOf(groups)).toHaveLength(1)
  })
})

describe('when a run is due', () => {
  test('a change of the group makes its time void; it is decided anew', async () => {
    const { token, groups } = await someGroups('changed', 1)
    await decideDueTimes(db)
    const path = `/protection-groups/${groups[0]}`
    const before = (await call('GET', path, { token })).body['next_due_at']
    expect(before).toEqual(expect.any(String))
    const body = { schedule: '0 3 * * *', schedule_time_zone: 'Europe/Berlin' }
    expect((await call('PATCH', path, { token, body })).body).toMatchObject({ next_due_at: null })
    await decideDueTimes(db)
    const after = new Date((await call('GET', path, { token })).body['next_due_at'] ?? '')
    expect(new Intl.DateTimeFormat('de', { timeZone: 'Europe/Berlin', timeStyle: 'short' }).format(after)).toBe('03:00')
  })

  test('a window that was opened after the time was decided still holds the run back', async () => {
    const { token, groups, dr } = await someGroups('window', 1)
    await makeDue(groups)
    const from = new Date(Date.now() - 600_000).toISOString().slice(11, 16)
    const to = new Date(Date.now() + 3_600_000).toISOString().slice(11, 16)
    const body = { maintenance: { time_zone: 'UTC', windows: [{ days: [0, 1, 2, 3, 4, 5, 6], from, to }] } }
    expect((await call('PATCH', `/targets/${dr}`, { token, body })).status).toBe(200)
    schedulers(1)
    await expect
      .poll(async () => (await groupsOf(groups))[0]?.nextDueAt?.getTime(), { timeout: 10_000 })
      .toBeGreaterThan(Date.now() + 3_000_000)
    expect(await jobsOf(groups)).toEqual([])
  })

  test('a run that a person asked for makes the due time void', async () => {
    const { token, groups } = await someGroups('asked', 1)
    await decideDueTimes(db)
    expect((await call('POST', `/protection-groups/${groups[0]}/run-now`, { token })).status).toBe(202)
    expect((await groupsOf(groups))[0]?.nextDueAt).toBeNull()
    await decideDueTimes(db)
    expect((await groupsOf(groups))[0]?.nextDueAt).toBeNull()
  })

  test('while a run is under way the group can be changed, but not where it lives', async () => {
    const { token, groups } = await someGroups('meanwhile', 1)
    const path = `/protection-groups/${groups[0]}`
    expect((await call('POST', `${path}/run-now`, { token })).status).toBe(202)
    expect(await call('PATCH', path, { token, body: { rpo_minutes: 30 } })).toMatchObject({ body: { rpo_minutes: 30 } })
    const moved = await call('PATCH', path, { token, body: { dr_dataset: 'tank/zerfaux/elsewhere' } })
    expect(moved).toMatchObject({ status: 409, body: { code: 'conflict', hint: expect.any(String) } })
    await decideDueTimes(db)
    expect((await groupsOf(groups))[0]?.nextDueAt).toBeNull()
  })

  test.each([
    ['a cron that is none', { schedule: 'every day' }, 'schedule'],
    ['a zone that is none', { schedule_time_zone: 'Mars/Olympus' }, 'schedule_time_zone'],
    ['a priority of 6', { priority: 6 }, 'priority'],
    [
      'a window without days',
      { maintenance: { time_zone: 'UTC', windows: [{ days: [], from: '01:00', to: '02:00' }] } },
      'maintenance.windows.0.days',
    ],
  ])('%s is refused', async (_, body, field) => {
    const { token, groups } = await someGroups(`refused ${field}`.replaceAll(/[^a-z]/g, '-'), 1)
    const answer = await call('PATCH', `/protection-groups/${groups[0]}`, { token, body })
    expect(answer).toMatchObject({ status: 400, body: { fields: { [field]: [expect.any(String)] } } })
  })
})
