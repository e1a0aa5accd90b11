import { eq, inArray, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { replicationTargets } from '../../drizzle/schema/replication-targets.ts'
import { listForgottenJobs } from '../../lib/db/replication-jobs.ts'
import { admitWaiting, mayBegin } from '../../lib/workflows/admission.ts'
import { call, database as db } from './call.ts'
import { someGroups, type SomeGroups } from './some-groups.ts'
import { waitForJob, withWorker } from './worker.ts'

withWorker()

const runNow = async ({ token }: SomeGroups, group: string | undefined) => {
  const answer = await call('POST', `/protection-groups/${group}/run-now`, { token })
  if (answer.status !== 202) throw new Error(answer.text)
  return answer.body['job_id'] ?? ''
}
const job = async ({ token }: SomeGroups, id: string | undefined) => (await call('GET', `/jobs/${id}`, { token })).body
const delivered: string[] = []
const quietQueue = { deliver: async (_: unknown, id: string) => void delivered.push(id) }

/** Jobs that nobody is going to take: the limits alone are looked at. */
async function unattended(place: string, count: number): Promise<SomeGroups & { readonly jobs: string[] }> {
  const some = await someGroups(place, count)
  await db
    .update(replicationTargets)
    .set({ maxTransfers: 1 })
    .where(inArray(replicationTargets.id, [some.source, some.dr]))
  const jobs: string[] = []
  for (const group of some.groups) {
    const [row] = await db
      .insert(replicationJobs)
      .values({ kind: 'replicate', protectionGroupId: group, params: {}, requestedBy: 'test' })
      .returning({ id: replicationJobs.id })
    jobs.push(row?.id ?? '')
  }
  return { ...some, jobs }
}

const admittedOf = async (jobs: readonly string[]) => {
  const rows = await db
    .select()
    .from(replicationJobs)
    .where(inArray(replicationJobs.id, [...jobs]))
  return rows.filter(({ admittedAt }) => admittedAt).map(({ id }) => id)
}

describe('limits of appliances and links', () => {
  test('a third run waits for its turn, says so, and begins when one before it has ended', async () => {
    const some = await someGroups('turn', 3)
    // Two that are under way, as far as the limits know.
    const first = await runNow(some, some.groups[0])
    // Ended first: a worker that is still in it would end it in the middle of what follows.
    await waitForJob(first, some.token)
    await db
      .update(replicationJobs)
      .set({ status: 'running', finishedAt: null, admittedAt: sql`now()` })
      .where(eq(replicationJobs.id, first))
    const [second] = await db
      .insert(replicationJobs)
      .values({
        kind: 'replicate',
        status: 'running',
        protectionGroupId: some.groups[2] ?? '',
        params: {},
        admittedAt: sql`now()`,
        requestedBy: 'test',
      })
      .returning({ id: replicationJobs.id })
    const third = await runNow(some, some.groups[1])
    expect(await job(some, third)).toMatchObject({
      status: 'queued',
      admitted_at: null,
      waits_for: 'Waits for its turn: 2 of 2 transfers on the link turn West → turn East',
    })
    // The lost-and-found does not hand it out either.
    await db
      .update(replicationJobs)
      .set({ updatedAt: sql`now() - interval '1 hour'` })
      .where(eq(replicationJobs.id, third))
    expect((await listForgottenJobs(db, 60)).map(({ id }) => id)).not.toContain(third)
    expect(await mayBegin(db, third)).toBe(false)

    await db
      .update(replicationJobs)
      .set({ status: 'cancelled', finishedAt: sql`now()` })
      .where(inArray(replicationJobs.id, [first, second?.id ?? '']))
    // The worker of this file takes it as soon as it is let in.
    expect(await mayBegin(db, third)).toBe(true)
    expect(await job(some, third)).toMatchObject({ admitted_at: expect.any(String), waits_for: null })
  })

  test('whoever ends a job lets the next one in: all get their turn without anybody looking', async () => {
    const some = await someGroups('chain', 2)
    await db.update(replicationTargets).set({ maxTransfers: 1 }).where(eq(replicationTargets.id, some.source))
    const jobs = [await runNow(some, some.groups[0]), await runNow(some, some.groups[1])]
    const [, last] = await Promise.all(jobs.map((id) => waitForJob(id, some.token)))
    expect(last).toMatchObject({ status: 'succeeded' })
    const [one, two] = await Promise.all(jobs.map((id) => job(some, id)))
    expect(Date.parse(two?.['admitted_at'] ?? '')).toBeGreaterThanOrEqual(Date.parse(one?.['finished_at'] ?? ''))
  })

  test('priority goes before age, and many who decide at once let in no more than there is room for', async () => {
    const some = await unattended('priority', 6)
    await db
      .update(replicationJobs)
      .set({ priority: 1 })
      .where(eq(replicationJobs.id, some.jobs[4] ?? ''))
    await Promise.all(Array.from({ length: 8 }, () => admitWaiting(db, quietQueue)))
    expect(await admittedOf(some.jobs)).toEqual([some.jobs[4]])
    expect(delivered.filter((id) => some.jobs.includes(id))).toEqual([some.jobs[4]])
  })

  test.each(['needs_operator', 'stuck', 'rolling_back', 'succeeded'] as const)(
    'a job that is %s holds no slot',
    async (status) => {
      const some = await unattended(`slot-${status.replace('_', '-')}`, 2)
      await admitWaiting(db, quietQueue)
      const [holder] = await admittedOf(some.jobs)
      const finishedAt = status === 'succeeded' ? sql`now()` : null
      await db
        .update(replicationJobs)
        .set({ status, finishedAt })
        .where(eq(replicationJobs.id, holder ?? ''))
      await admitWaiting(db, quietQueue)
      expect((await admittedOf(some.jobs)).toSorted()).toEqual(some.jobs.toSorted())
    },
  )

  test('a job between two attempts holds no slot, and waits for its turn when its time has come', async () => {
    const some = await unattended('retry', 2)
    await admitWaiting(db, quietQueue)
    const [holder = ''] = await admittedOf(some.jobs)
    const other = some.jobs.find((id) => id !== holder) ?? ''
    const retryIn = (seconds: number) =>
      db
        .update(replicationJobs)
        .set({ status: 'retrying', admittedAt: null, nextAttemptAt: sql`now() + make_interval(secs => ${seconds})` })
        .where(eq(replicationJobs.id, holder))
    await retryIn(60)
    await admitWaiting(db, quietQueue)
    expect(await admittedOf(some.jobs)).toEqual([other])
    expect(await mayBegin(db, holder)).toBe(false)
    await retryIn(-10)
    expect(await mayBegin(db, holder)).toBe(false)
    await db
      .update(replicationJobs)
      .set({ status: 'succeeded', finishedAt: sql`now()` })
      .where(eq(replicationJobs.id, other))
    await admitWaiting(db, quietQueue)
    expect(await admittedOf([holder])).toEqual([holder])
  })

  test('a group’s priority goes with its run', async () => {
    const some = await someGroups('own', 1, { priority: 2 })
    const [{ id } = { id: '' }] = await db
      .select()
      .from(protectionGroups)
      .where(eq(protectionGroups.id, some.groups[0] ?? ''))
    const [row] = await db
      .select()
      .from(replicationJobs)
      .where(eq(replicationJobs.id, await runNow(some, id)))
    expect(row?.priority).toBe(2)
  })
})
