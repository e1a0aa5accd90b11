import { and, eq, inArray, isNotNull, isNull, lt, notInArray, or, sql } from 'drizzle-orm'
import { protectedVms } from '../../drizzle/schema/protected-vms.ts'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { vcenterConnections } from '../../drizzle/schema/vcenter-connections.ts'
import { vms } from '../../drizzle/schema/vms.ts'
import { ZerfauxError } from '../domain/errors.ts'
import type { JobKind } from '../domain/job-kind.ts'
import { isForWorkers, isSettled, jobStatuses, type JobStatus } from '../domain/job-status.ts'
import type { JournalEntry } from '../domain/journal.ts'
import type { Db } from './client.ts'
import { paging, type Page, type PageRequest } from './page.ts'

export type JobRow = typeof replicationJobs.$inferSelect
export type JobListRow = JobRow & {
  /** What it is about: a VM, a group or a vCenter, by name. */
  readonly subject: string | null
  /** Its own group, or that of its VM. */
  readonly groupId: string | null
  readonly groupName: string | null
}

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
  readonly protectedVmId?: string | undefined
  readonly batchId?: string | undefined
  readonly settled?: boolean | undefined
}

export async function listJobs(db: Db, request: PageRequest & JobFilter): Promise<Page<JobListRow>> {
  const page = paging(request, replicationJobs.id, sortable, '-createdAt')
  const { kind, status, groupId, vcenterId, protectedVmId, batchId, settled } = request
  const rows = await withSubject(db)
    .where(
      and(
        kind === undefined ? undefined : eq(replicationJobs.kind, kind),
        status === undefined ? undefined : eq(replicationJobs.status, status),
        groupId === undefined ? undefined : eq(groupIdOfJob, groupId),
        vcenterId === undefined ? undefined : eq(replicationJobs.vcenterId, vcenterId),
        protectedVmId === undefined ? undefined : eq(replicationJobs.protectedVmId, protectedVmId),
        batchId === undefined ? undefined : eq(replicationJobs.batchId, batchId),
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

/** Of all jobs that were asked for together, in the order in which they begin. */
export async function listJobsOfBatch(db: Db, batchId: string): Promise<JobListRow[]> {
  const rows = await withSubject(db)
    .where(eq(replicationJobs.batchId, batchId))
    .orderBy(replicationJobs.createdAt, replicationJobs.id)
  return rows.map(flatten)
}

/** Those under way about one of these VMs: at most one each. */
export async function listActiveJobsOfVms(db: Db, protectedVmIds: readonly string[]): Promise<JobListRow[]> {
  const rows = await withSubject(db)
    .where(and(inArray(replicationJobs.protectedVmId, [...protectedVmIds]), isNull(replicationJobs.finishedAt)))
    .orderBy(replicationJobs.createdAt, replicationJobs.id)
  return rows.map(flatten)
}

const groupIdOfJob = sql`coalesce(${replicationJobs.protectionGroupId}, ${protectedVms.protectionGroupId})`

function withSubject(db: Db) {
  return db
    .select({
      job: replicationJobs,
      groupId: protectionGroups.id,
      groupName: protectionGroups.name,
      // A VM that left its group since is still called by its name.
      vmName: sql<string | null>`coalesce(${vms.name}, ${replicationJobs.params} ->> 'vmName')`,
      vcenterName: vcenterConnections.name,
    })
    .from(replicationJobs)
    .leftJoin(protectedVms, eq(protectedVms.id, replicationJobs.protectedVmId))
    .leftJoin(vms, eq(vms.id, protectedVms.vmId))
    .leftJoin(protectionGroups, eq(protectionGroups.id, groupIdOfJob))
    .leftJoin(vcenterConnections, eq(vcenterConnections.id, replicationJobs.vcenterId))
    .$dynamic()
}

type Joined = Awaited<ReturnType<typeof withSubject>>[number]

function flatten({ job, groupId, groupName, vmName, vcenterName }: Joined): JobListRow {
  return { ...job, groupId, groupName, subject: vmName ?? groupName ?? vcenterName }
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

/** Jobs of groups wait for their turn again, and those in a lane that had left it; others never wait. */
const keptUnlessInTurn = sql`case
  when ${replicationJobs.protectionGroupId} is null
    and (${replicationJobs.lane} is null or ${replicationJobs.status} in ('retrying', 'rolling_back'))
  then ${replicationJobs.admittedAt} end`

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
          and(isNull(replicationJobs.protectionGroupId), isNull(replicationJobs.lane)),
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
