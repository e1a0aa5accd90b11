import { and, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { replicationLinks } from '../../drizzle/schema/replication-links.ts'
import { replicationTargets } from '../../drizzle/schema/replication-targets.ts'
import type { Transfer, TransferLimits, WaitingTransfer } from '../domain/admission-plan.ts'
import type { Db } from './client.ts'
import { lostWhenStuck } from './lost-transactions.ts'
import { defaultLinkLimits } from './replication-links.ts'

/** Any number no one else uses. */
const LOCK = 5_202_611_240
const STUCK_SECONDS = 15

export type AdmissionFacts = {
  readonly waiting: readonly (WaitingTransfer & { readonly groupId: string })[]
  readonly running: readonly Transfer[]
  readonly limits: TransferLimits
  readonly names: ReadonlyMap<string, string>
  readonly now: Date
}

/** Until the end of the transaction nobody else decides who begins. One whose process freezes dies, and frees it. */
export async function lockAdmission(tx: Db): Promise<void> {
  await tx.execute(lostWhenStuck(STUCK_SECONDS))
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK})`)
}

/**
 * Jobs of groups that hold a slot, and those that want one. A job that waits for its next attempt or for
 * a person holds none: one that fails for days must not take the place of those that would not.
 *
 * @param earlySeconds a job whose next attempt is so near counts as waiting already; negative: one that
 *   is overdue by so much, for those whose own delivery is about to come
 */
export async function readAdmission(db: Db, earlySeconds: number): Promise<AdmissionFacts> {
  const { id, status, admittedAt, priority, createdAt, dueAt, nextAttemptAt } = replicationJobs
  const soon = sql`now() + make_interval(secs => ${earlySeconds})`
  const isReady = or(
    eq(status, 'queued'),
    and(eq(status, 'retrying'), sql`coalesce(${nextAttemptAt}, now()) <= ${soon}`),
  )
  const rows = await db
    .select({
      jobId: id,
      groupId: protectionGroups.id,
      admittedAt,
      priority,
      createdAt,
      dueAt,
      nextAttemptAt,
      sourceTargetId: protectionGroups.sourceTargetId,
      drTargetId: protectionGroups.drTargetId,
      now: sql`now()`.mapWith(createdAt),
    })
    .from(replicationJobs)
    .innerJoin(protectionGroups, eq(protectionGroups.id, replicationJobs.protectionGroupId))
    .where(
      and(
        isNull(replicationJobs.finishedAt),
        or(
          and(isNotNull(admittedAt), inArray(status, ['queued', 'running', 'retrying'])),
          and(isNull(admittedAt), isReady),
        ),
      ),
    )
  const targets = await db
    .select({ id: replicationTargets.id, name: replicationTargets.name, max: replicationTargets.maxTransfers })
    .from(replicationTargets)
  const links = await db.select().from(replicationLinks)
  const ofTarget = new Map(targets.map(({ id: target, max }) => [target, max]))
  const ofLink = new Map(links.map((link) => [`${link.sourceTargetId} ${link.drTargetId}`, link.maxTransfers]))
  return {
    running: rows.filter((row) => row.admittedAt),
    waiting: rows
      .filter((row) => !row.admittedAt)
      .map((row) => ({
        ...row,
        dueAt: row.dueAt ?? row.createdAt,
        waitingSince: row.nextAttemptAt ?? row.createdAt,
      })),
    limits: {
      appliance: (target) => ofTarget.get(target) ?? 0,
      link: (source, dr) => ofLink.get(`${source} ${dr}`) ?? defaultLinkLimits.maxTransfers,
    },
    names: new Map(targets.map(({ id: target, name }) => [target, name])),
    now: rows[0]?.now ?? new Date(),
  }
}

export async function markAdmitted(tx: Db, jobIds: readonly string[]): Promise<void> {
  await tx
    .update(replicationJobs)
    .set({ admittedAt: sql`now()`, updatedAt: sql`now()` })
    .where(inArray(replicationJobs.id, [...jobIds]))
}

/** Whether any job waits for its turn: asked often, by those who need not know more. */
export async function isAnyWaiting(db: Db): Promise<boolean> {
  const [row] = await db
    .select({ id: replicationJobs.id })
    .from(replicationJobs)
    .where(
      and(
        isNull(replicationJobs.finishedAt),
        isNull(replicationJobs.admittedAt),
        or(isNotNull(replicationJobs.protectionGroupId), isNotNull(replicationJobs.lane)),
        inArray(replicationJobs.status, ['queued', 'retrying']),
      ),
    )
    .limit(1)
  return row !== undefined
}

/** Null: there is no such job any more. */
export async function admissionOf(
  db: Db,
  jobId: string,
): Promise<{ readonly wantsSlot: boolean; readonly admitted: boolean } | null> {
  const [row] = await db
    .select({
      admittedAt: replicationJobs.admittedAt,
      groupId: replicationJobs.protectionGroupId,
      lane: replicationJobs.lane,
      status: replicationJobs.status,
    })
    .from(replicationJobs)
    .where(eq(replicationJobs.id, jobId))
  if (!row) return null
  // An undo is never kept waiting, and what has begun goes on.
  const inTurn = row.groupId !== null || row.lane !== null
  const wantsSlot = inTurn && (row.status === 'queued' || row.status === 'retrying')
  return { wantsSlot, admitted: row.admittedAt !== null }
}
