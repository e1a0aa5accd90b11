import { and, asc, eq, isNull, lte, notExists, sql } from 'drizzle-orm'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { ZerfauxError } from '../domain/errors.ts'
import type { Db } from './client.ts'

const { id, nextDueAt, priority, state, updatedAt } = protectionGroups

/** The group has no due time from now on, until one is decided anew. Gives its priority. */
export async function forgetDueTime(tx: Db, groupId: string): Promise<number> {
  const [row] = await tx
    .update(protectionGroups)
    .set({ nextDueAt: null })
    .where(eq(id, groupId))
    .returning({ priority })
  if (!row) throw new ZerfauxError('not_found', `There is no protection group with id ${groupId}`)
  return row.priority
}

/** Null → a time, only for a group that is still as it was when that was decided. */
export async function setDueTime(db: Db, group: { id: string; updatedAt: Date }, dueAt: Date): Promise<boolean> {
  const active = db
    .select({ one: sql`1` })
    .from(replicationJobs)
    .where(and(eq(replicationJobs.protectionGroupId, id), isNull(replicationJobs.finishedAt)))
  const set = await db
    .update(protectionGroups)
    .set({ nextDueAt: dueAt })
    .where(
      and(
        eq(id, group.id),
        eq(updatedAt, group.updatedAt),
        isNull(nextDueAt),
        eq(state, 'protecting'),
        notExists(active),
      ),
    )
    .returning({ id })
  return set.length === 1
}

export type DueTime = { readonly id: string; readonly dueAt: Date }

/** By the database's clock. The most important first. */
export async function listDueTimes(db: Db): Promise<DueTime[]> {
  const rows = await db
    .select({ id, dueAt: nextDueAt })
    .from(protectionGroups)
    .where(and(eq(state, 'protecting'), lte(nextDueAt, sql`now()`)))
    .orderBy(asc(priority), asc(nextDueAt))
  return rows.flatMap(({ dueAt, ...row }) => (dueAt ? [{ ...row, dueAt }] : []))
}

/**
 * Takes a due time: of any number of schedulers, awake or just woken, one gets it. The row is locked
 * until the transaction ends.
 */
export async function takeDueTime(tx: Db, due: DueTime): Promise<{ readonly now: Date } | null> {
  const [row] = await tx
    .update(protectionGroups)
    .set({ nextDueAt: null })
    .where(and(eq(id, due.id), eq(nextDueAt, due.dueAt), lte(nextDueAt, sql`now()`), eq(state, 'protecting')))
    .returning({ now: sql`now()`.mapWith(nextDueAt) })
  return row ?? null
}

/** Puts off what was just taken. */
export async function putOff(tx: Db, groupId: string, until: Date): Promise<void> {
  await tx.update(protectionGroups).set({ nextDueAt: until }).where(eq(id, groupId))
}

/** Seconds until the next group is due, by the database's clock; null when none has a due time. */
export async function secondsToNextDue(db: Db): Promise<number | null> {
  const [row] = await db
    .select({ seconds: sql<string | null>`extract(epoch from min(${nextDueAt}) - now())` })
    .from(protectionGroups)
    .where(eq(state, 'protecting'))
  const seconds = row?.seconds ?? null
  return seconds === null ? null : Number(seconds)
}
