import { and, eq, isNull, sql } from 'drizzle-orm'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import type { Db } from './client.ts'
import type { JobRow } from './replication-jobs.ts'

const ROWS_PER_STATEMENT = 200

export type NewJobRow = typeof replicationJobs.$inferInsert

/** Null when there already is an active job of that group or vCenter: the partial unique index decides, not a read. */
export async function insertJob(db: Db, row: NewJobRow): Promise<JobRow | null> {
  const [inserted] = await db.insert(replicationJobs).values(row).onConflictDoNothing().returning()
  return inserted ?? null
}

/** The ids of those that were made; the others' VM has an active job already. */
export async function insertJobs(db: Db, jobs: readonly NewJobRow[]): Promise<string[]> {
  const made: string[] = []
  // Two who insert jobs of the same VMs wait for each other in one order only.
  const rows = jobs.toSorted((a, b) => ((a.protectedVmId ?? '') < (b.protectedVmId ?? '') ? -1 : 1))
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
    const some = rows.slice(at, at + ROWS_PER_STATEMENT)
    const inserted = await db
      .insert(replicationJobs)
      .values(some)
      .onConflictDoNothing()
      .returning({ id: replicationJobs.id })
    made.push(...inserted.map(({ id }) => id))
  }
  return made
}

/** Of a batch, those that no worker has begun. @returns how many */
export async function cancelQueuedOfBatch(db: Db, batchId: string): Promise<number> {
  const cancelled = await db
    .update(replicationJobs)
    .set({ status: 'cancelled', cancelRequestedAt: sql`now()`, finishedAt: sql`now()`, updatedAt: sql`now()` })
    .where(
      and(
        eq(replicationJobs.batchId, batchId),
        eq(replicationJobs.status, 'queued'),
        isNull(replicationJobs.claimToken),
      ),
    )
    .returning({ id: replicationJobs.id })
  return cancelled.length
}
