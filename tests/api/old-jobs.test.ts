import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { alerts } from '../../drizzle/schema/alerts.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { forgetOldJobs } from '../../lib/db/old-jobs.ts'
import { database as db } from './call.ts'
import { someGroups } from './some-groups.ts'

test('ended jobs are kept for so many days, the newest of each group and those of alerts longer', async () => {
  const { groups } = await someGroups('old', 2)
  const ended = (group: string | undefined, days: number, finished = true) => {
    const at = sql`now() - make_interval(days => ${days})`
    const id = randomUUID()
    const row = { id, kind: 'replicate', protectionGroupId: group ?? '', params: {}, requestedBy: 'test' } as const
    const end = finished ? ({ status: 'succeeded', finishedAt: at } as const) : {}
    return db
      .insert(replicationJobs)
      .values({ ...row, createdAt: at, ...end })
      .then(() => id)
  }
  const [oldest, old, alerted, recent, newest] = [
    await ended(groups[0], 400),
    await ended(groups[0], 91),
    await ended(groups[0], 91),
    await ended(groups[0], 89),
    await ended(groups[0], 1),
  ]
  const [onlyOne, waiting] = [await ended(groups[1], 300), await ended(groups[1], 500, false)]
  const now = new Date()
  const words = { fingerprint: 'job', subject: 'old', message: 'It waited for a person' }
  await db.insert(alerts).values({
    kind: 'job_needs_operator',
    severity: 'warning',
    ...words,
    openedAt: now,
    lastSeenAt: now,
    jobId: alerted,
  })

  const kept = { afterDays: 90, keepNewest: 1, atMost: 1 }
  expect([await forgetOldJobs(db, kept), await forgetOldJobs(db, kept), await forgetOldJobs(db, kept)]).toEqual([
    1, 1, 0,
  ])
  const left = (await db.select({ id: replicationJobs.id }).from(replicationJobs)).map(({ id }) => id)
  expect(left.toSorted()).toEqual([alerted, recent, newest, onlyOne, waiting].toSorted())
  expect(left).not.toContain(oldest)
  expect(left).not.toContain(old)
})
