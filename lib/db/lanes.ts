import { and, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import type { LaneJob, WaitingInLane } from '../domain/lane-plan.ts'
import type { Db } from './client.ts'

export type LaneFacts = { readonly waiting: readonly WaitingInLane[]; readonly running: readonly LaneJob[] }

/**
 * Jobs in lanes that hold a place, and those that want one. One that waits for its next attempt or is
 * being undone keeps its place: what it began at the site may still be going on there. One that waits
 * for a person holds none.
 *
 * @param earlySeconds as for `readAdmission`
 */
export async function readLanes(db: Db, earlySeconds: number): Promise<LaneFacts> {
  const { id, lane, laneLimit, status, admittedAt, createdAt, nextAttemptAt } = replicationJobs
  const soon = sql`now() + make_interval(secs => ${earlySeconds})`
  const isReady = or(
    eq(status, 'queued'),
    and(eq(status, 'retrying'), sql`coalesce(${nextAttemptAt}, now()) <= ${soon}`),
  )
  const rows = await db
    .select({ jobId: id, lane, laneLimit, admittedAt, createdAt })
    .from(replicationJobs)
    .where(
      and(
        isNull(replicationJobs.finishedAt),
        isNotNull(lane),
        isNull(replicationJobs.protectionGroupId),
        or(
          and(isNotNull(admittedAt), inArray(status, ['queued', 'running', 'retrying', 'rolling_back'])),
          and(isNull(admittedAt), isReady),
        ),
      ),
    )
  const inLanes = rows.flatMap((row) =>
    row.lane === null ? [] : [{ ...row, lane: row.lane, laneLimit: row.laneLimit ?? 1 }],
  )
  return {
    running: inLanes.filter((row) => row.admittedAt),
    waiting: inLanes.filter((row) => !row.admittedAt),
  }
}
