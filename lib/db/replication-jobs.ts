import { and, eq, inArray, isNotNull, isNull, lt, notInArray, or, sql } from 'drizzle-orm'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { vcenterConnections } from '../../drizzle/schema/vcenter-connections.ts'
import { ZerfauxError } from '../domain/errors.ts'
import type { JobKind } from '../domain/job-kind.ts'
import { isForWorkers, isSettled, jobStatuses, type JobStatus } from '../domain/job-status.ts'
import type { JournalEntry } from '../domain/journal.ts'
import type { Db } from './client.ts'
import { paging, type Page, type PageRequest } from './page.ts'

export type JobRow = typeof replicationJobs.$inferSelect
export type JobListRow = JobRow & { readonly subject: string | null }

const sortable = {
  createdAt: replicationJobs.createdAt,
  finishedAt: replicationJobs.finishedAt,
  status: replicationJobs.status,
  kind: replicationJobs.kind,
}

export type JobFilter = {
  readonly kind?: JobKind | undefined
  readonly status?: JobStatus | undefined
  readonly groupId?: string | undefined
  readonly vcenterId?: string | undefined
  readonly settled?: boolean | undefined
}

export async function listJobs(db: Db, request: PageRequest & JobFilter): Promise<Page<JobListRow>> {
  const page = paging(request, replicationJobs.id, sortable, '-createdAt')
  const { kind, status, groupId, vcenterId, settled } = request
  const rows = await withSubject(db)
    .where(
      and(
        kind === undefined ? undefined : eq(replicationJobs.kind, kind),
        status === undefined ? undefined : eq(replicationJobs.status, status),
        groupId === undefined ? undefined : eq(replicationJobs.protectionGroupId, groupId),
        vcenterId === undefined ? undefined : eq(replicationJobs.vcenterId, vcenterId),
        settled === undefined
          ? undefined
          : settled
            ? isNotNull(replicationJobs.finishedAt)
            : isNull(replicationJobs.finishedAt),
        page.where,
      ),
    )
    .orderBy(...page.orderBy)
    .limit(page.limit)
  return page.finish(rows.map(flatten))
}

export async function getJob(db: Db, id: string): Promise<JobListRow> {
  const [row] = await withSubject(db).where(eq(replicationJobs.id, id))
  if (!row) throw new ZerfauxError('not_found', `There is no job with id ${id}`)
  return flatten(row)
}

function withSubject(db: Db) {
  return db
    .select({ job: replicationJobs, groupName: protectionGroups.name, vcenterName: vcenterConnections.name })
    .from(replicationJobs)
    .leftJoin(protectionGroups, eq(protectionGroups.id, replicationJobs.protectionGroupId))
    .leftJoin(vcenterConnections, eq(vcenterConnections.id, replicationJobs.vcenterId))
    .$dynamic()
}

function flatten({
  job,
  groupName,
  vcenterName,
}: {
  job: JobRow
  groupName: string | null
  vcenterName: string | null
}): JobListRow {
  return { ...job, subject: groupName ?? vcenterName }
}

/** Null when there already is an active job of that group or vCenter: the partial unique index decides, not a read. */
export async function insertJob(db: Db, row: typeof replicationJobs.$inferInsert): Promise<JobRow | null> {
  const [inserted] = await db.insert(replicationJobs).values(row).onConflictDoNothing().returning()
  return inserted ?? null
}

/** Takes the job over, whoever held it: from now on only writes with this token count. Null when it is finished. */
export async function claimJob(db: Db, id: string, claimToken: string, worker: string): Promise<JobRow | null> {
  const [row] = await db
    .update(replicationJobs)
    .set({
      claimToken,
      worker,
      attempts: sql`${replicationJobs.attempts} + 1`,
      startedAt: sql`coalesce(${replicationJobs.startedAt}, now())`,
      nextAttemptAt: null,
      updatedAt: sql`now()`,
    })
    .where(
      and(
        eq(replicationJobs.id, id),
        isNull(replicationJobs.finishedAt),
        inArray(replicationJobs.status, [...workable]),
      ),
    )
    .returning()
  return row ?? null
}

const workable = jobStatuses.filter(isForWorkers)

export type JobProgress = Partial<
  Pick<
    JobRow,
    'status' | 'bytesDone' | 'bytesTotal' | 'bytesPerSecond' | 'nextAttemptAt' | 'admittedAt' | 'error' | 'result'
  >
> & {
  readonly entry?: JournalEntry
}

/** Every write of a worker carries its claim. False: the claim is gone, and so must be the work. */
export async function saveProgress(
  db: Db,
  id: string,
  claimToken: string,
  { entry, ...changes }: JobProgress,
): Promise<boolean> {
  const saved = await db
    .update(replicationJobs)
    .set({
      ...changes,
      ...(entry && { journal: sql`${replicationJobs.journal} || ${JSON.stringify([entry])}::jsonb` }),
      ...(changes.status && isSettled(changes.status) && { finishedAt: sql`now()` }),
      updatedAt: sql`now()`,
    })
    .where(
      and(eq(replicationJobs.id, id), eq(replicationJobs.claimToken, claimToken), isNull(replicationJobs.finishedAt)),
    )
    .returning({ id: replicationJobs.id })
  return saved.length === 1
}

/** Only a flag: whoever runs the job sees it within a second or so, and settles it when the work has stopped. */
export async function requestCancel(db: Db, id: string): Promise<void> {
  await db
    .update(replicationJobs)
    .set({ cancelRequestedAt: sql`coalesce(${replicationJobs.cancelRequestedAt}, now())`, updatedAt: sql`now()` })
    .where(and(eq(replicationJobs.id, id), isNull(replicationJobs.finishedAt)))
}

/** A job that no worker has begun can be cancelled on the spot. */
export async function cancelQueued(db: Db, id: string): Promise<boolean> {
  const cancelled = await db
    .update(replicationJobs)
    .set({ status: 'cancelled', finishedAt: sql`now()`, updatedAt: sql`now()` })
    .where(and(eq(replicationJobs.id, id), eq(replicationJobs.status, 'queued'), isNull(replicationJobs.claimToken)))
    .returning({ id: replicationJobs.id })
  return cancelled.length === 1
}

/** Jobs of groups wait for their turn again; others never wait. */
const keptUnlessInTurn = sql`case when ${replicationJobs.protectionGroupId} is null then ${replicationJobs.admittedAt} end`

/** Puts a job that waits for a person back to work, in its turn. False when it is not waiting (any more). */
export async function reopenJob(
  db: Db,
  id: string,
  from: readonly JobStatus[],
  to: 'retrying' | 'rolling_back',
): Promise<boolean> {
  const reopened = await db
    .update(replicationJobs)
    .set({ status: to, nextAttemptAt: sql`now()`, admittedAt: keptUnlessInTurn, error: null, updatedAt: sql`now()` })
    .where(and(eq(replicationJobs.id, id), inArray(replicationJobs.status, [...from])))
    .returning({ id: replicationJobs.id })
  return reopened.length === 1
}

export async function isCancelRequested(db: Db, id: string): Promise<boolean> {
  const [row] = await db
    .select({ at: replicationJobs.cancelRequestedAt })
    .from(replicationJobs)
    .where(eq(replicationJobs.id, id))
  return row !== undefined && row.at !== null
}

/** Jobs that a worker should be at, and nobody wrote to for a while: their delivery may be lost. Not those that wait for their turn. */
export async function listForgottenJobs(db: Db, idleSeconds: number): Promise<{ id: string; groupKey: string }[]> {
  const rows = await db
    .select({
      id: replicationJobs.id,
      groupId: replicationJobs.protectionGroupId,
      vcenterId: replicationJobs.vcenterId,
    })
    .from(replicationJobs)
    .where(
      and(
        isNull(replicationJobs.finishedAt),
        inArray(replicationJobs.status, [...workable]),
        or(
          isNotNull(replicationJobs.admittedAt),
          isNull(replicationJobs.protectionGroupId),
          notInArray(replicationJobs.status, ['queued', 'retrying']),
        ),
        lt(
          sql`greatest(${replicationJobs.updatedAt}, ${replicationJobs.nextAttemptAt})`,
          sql`now() - make_interval(secs => ${idleSeconds})`,
        ),
      ),
    )
  return rows.map((row) => ({ id: row.id, groupKey: row.groupId ?? row.vcenterId ?? row.id }))
}
