import { and, asc, desc, eq, gte, inArray, isNull, lt, lte, max, sql } from 'drizzle-orm'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { recoveryPoints } from '../../drizzle/schema/recovery-points.ts'
import { rpoHistory } from '../../drizzle/schema/rpo-history.ts'
import type { RpoSpan } from '../domain/rpo-history.ts'
import type { Db } from './client.ts'

export type GroupToJudge = {
  readonly groupId: string
  readonly rpoMinutes: number
  readonly paused: boolean
  /** Of the newest verified point. */
  readonly currentUntil: Date | null
  readonly newest: RpoSpan | null
}

/** The same for every process that judges. */
export async function databaseNow(db: Db): Promise<Date> {
  const { rows } = await db.execute<{ now: string }>(sql`select now()`)
  return new Date(String(rows[0]?.now))
}

/** All groups in one query. */
export async function groupsToJudge(db: Db): Promise<readonly GroupToJudge[]> {
  const points = db
    .select({
      groupId: recoveryPoints.protectionGroupId,
      currentUntil: max(recoveryPoints.currentUntil).as('point_until'),
    })
    .from(recoveryPoints)
    .where(isNull(recoveryPoints.prunedAt))
    .groupBy(recoveryPoints.protectionGroupId)
    .as('points')
  const newest = db
    .selectDistinctOn([rpoHistory.protectionGroupId])
    .from(rpoHistory)
    .orderBy(rpoHistory.protectionGroupId, desc(rpoHistory.fromAt))
    .as('newest')
  const rows = await db
    .select({
      groupId: protectionGroups.id,
      rpoMinutes: protectionGroups.rpoMinutes,
      pausedAt: protectionGroups.pausedAt,
      currentUntil: points.currentUntil,
      newestFromAt: newest.fromAt,
      newestToAt: newest.toAt,
      newestStatus: newest.status,
      newestCurrentUntil: newest.currentUntil,
      newestObjective: newest.objectiveSeconds,
      newestAge: newest.worstAgeSeconds,
    })
    .from(protectionGroups)
    .leftJoin(points, eq(points.groupId, protectionGroups.id))
    .leftJoin(newest, eq(newest.protectionGroupId, protectionGroups.id))
  return rows.map(({ groupId, rpoMinutes, pausedAt, currentUntil, ...span }) => ({
    groupId,
    rpoMinutes,
    paused: pausedAt !== null,
    currentUntil,
    newest: spanOf(span),
  }))
}

function spanOf(row: {
  newestFromAt: Date | null
  newestToAt: Date | null
  newestStatus: RpoSpan['status'] | null
  newestCurrentUntil: Date | null
  newestObjective: number | null
  newestAge: number | null
}): RpoSpan | null {
  const { newestFromAt: fromAt, newestToAt: toAt, newestStatus: status, newestObjective: objectiveSeconds } = row
  if (fromAt === null || toAt === null || status === null || objectiveSeconds === null) return null
  const { newestCurrentUntil: currentUntil, newestAge: worstAgeSeconds } = row
  return { fromAt, toAt, status, currentUntil, objectiveSeconds, worstAgeSeconds }
}

type GroupSpan = RpoSpan & { readonly groupId: string }

export async function saveSpans(db: Db, spans: readonly GroupSpan[]): Promise<void> {
  if (spans.length === 0) return
  await db
    .insert(rpoHistory)
    .values(spans.map(({ groupId, ...span }) => ({ ...span, protectionGroupId: groupId })))
    .onConflictDoUpdate({
      target: [rpoHistory.protectionGroupId, rpoHistory.fromAt],
      set: {
        toAt: sql`greatest(${rpoHistory.toAt}, excluded.to_at)`,
        worstAgeSeconds: sql`greatest(${rpoHistory.worstAgeSeconds}, excluded.worst_age_seconds)`,
      },
    })
}

/** Oldest first: every span that touches the time between. */
export async function listSpans(db: Db, groupId: string, from: Date, to: Date): Promise<RpoSpan[]> {
  const rows = await db
    .select()
    .from(rpoHistory)
    .where(and(eq(rpoHistory.protectionGroupId, groupId), gte(rpoHistory.toAt, from), lte(rpoHistory.fromAt, to)))
    .orderBy(asc(rpoHistory.fromAt))
  return rows.map(({ protectionGroupId: _, ...span }) => span)
}

/** Days of each group in which an hour has several spans: all that merging by the hour has to look at. */
export async function daysToMerge(db: Db, before: Date): Promise<{ groupId: string; day: Date }[]> {
  const { protectionGroupId, fromAt, toAt } = rpoHistory
  const day = sql`date_trunc('day', ${fromAt}, 'UTC')`.mapWith(fromAt)
  const hours = db
    .select({ groupId: protectionGroupId, day: day.as('day') })
    .from(rpoHistory)
    .where(lt(toAt, before))
    .groupBy(protectionGroupId, day, sql`date_trunc('hour', ${fromAt}, 'UTC')`)
    .having(sql`count(*) > 1`)
    .as('hours')
  return db.selectDistinct({ groupId: hours.groupId, day: hours.day }).from(hours)
}

/** One span in the place of several, at once. */
export async function replaceSpans(
  db: Db,
  groupId: string,
  merged: readonly { readonly replaces: readonly RpoSpan[]; readonly by: RpoSpan }[],
): Promise<void> {
  await db.transaction(async (tx) => {
    for (const { replaces, by } of merged) {
      const keys = replaces.map(({ fromAt }) => fromAt)
      await tx
        .delete(rpoHistory)
        .where(and(eq(rpoHistory.protectionGroupId, groupId), inArray(rpoHistory.fromAt, keys)))
      await tx.insert(rpoHistory).values({ ...by, protectionGroupId: groupId })
    }
  })
}

export async function forgetSpansBefore(db: Db, before: Date): Promise<void> {
  await db.delete(rpoHistory).where(lt(rpoHistory.toAt, before))
}
