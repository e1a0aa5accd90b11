import { and, count, eq, gt, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm'
import { alerts } from '../../drizzle/schema/alerts.ts'
import type { AlertKind } from '../domain/alert.ts'
import type { Finding } from '../domain/alert-finding.ts'
import { ZerfauxError } from '../domain/errors.ts'
import type { OpenAlert } from '../domain/plan-alerts.ts'
import type { Db } from './client.ts'
import { paging, type Page, type PageRequest } from './page.ts'

export type AlertRow = typeof alerts.$inferSelect

const sortable = { openedAt: alerts.openedAt, lastSeenAt: alerts.lastSeenAt, severity: alerts.severity }

export type AlertFilter = {
  readonly open?: boolean | undefined
  readonly acknowledged?: boolean | undefined
  readonly kind?: AlertKind | undefined
  readonly groupId?: string | undefined
  readonly targetId?: string | undefined
}

export async function listAlerts(db: Db, request: PageRequest & AlertFilter): Promise<Page<AlertRow>> {
  const page = paging(request, alerts.id, sortable, '-openedAt')
  const rows = await db
    .select()
    .from(alerts)
    .where(and(matching(request), page.where))
    .orderBy(...page.orderBy)
    .limit(page.limit)
  return page.finish(rows)
}

function matching({ open, acknowledged, kind, groupId, targetId }: AlertFilter) {
  return and(
    open === undefined ? undefined : open ? isNull(alerts.resolvedAt) : isNotNull(alerts.resolvedAt),
    acknowledged === undefined
      ? undefined
      : acknowledged
        ? isNotNull(alerts.acknowledgedAt)
        : isNull(alerts.acknowledgedAt),
    kind === undefined ? undefined : eq(alerts.kind, kind),
    groupId === undefined ? undefined : eq(alerts.protectionGroupId, groupId),
    targetId === undefined ? undefined : eq(alerts.targetId, targetId),
  )
}

export async function getAlert(db: Db, id: string): Promise<AlertRow> {
  const [row] = await db.select().from(alerts).where(eq(alerts.id, id))
  if (!row) throw new ZerfauxError('not_found', `There is no alert with id ${id}`)
  return row
}

/** Judgements of two processes must not cross: the second sees what the first has written. */
export async function lockAlerts(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('zerfaux alerts'))`)
}

export async function listOpenAlerts(db: Db, flapsSince: Date): Promise<OpenAlert[]> {
  const { fingerprint } = alerts
  const ended = db
    .select({ fingerprint, total: count().as('ended_total') })
    .from(alerts)
    .where(gt(alerts.resolvedAt, flapsSince))
    .groupBy(fingerprint)
    .as('ended')
  return db
    .select({
      id: alerts.id,
      kind: alerts.kind,
      severity: alerts.severity,
      fingerprint,
      lastSeenAt: alerts.lastSeenAt,
      recentlyResolved: sql<number>`coalesce(${ended.total}, 0)::int`,
    })
    .from(alerts)
    .leftJoin(ended, eq(ended.fingerprint, fingerprint))
    .where(isNull(alerts.resolvedAt))
}

/** Null when it is open already: the partial unique index decides, not a read. */
export async function openAlert(db: Db, finding: Finding, now: Date): Promise<AlertRow | null> {
  const seen = { fingerprint: finding.fingerprint, openedAt: now, lastSeenAt: now }
  const [row] = await db
    .insert(alerts)
    .values({ ...wordsOf(finding), ...seen })
    .onConflictDoNothing()
    .returning()
  return row ?? null
}

/** Whoever had acknowledged the milder form has not seen this one. */
export async function escalateAlert(db: Db, id: string, finding: Finding, now: Date): Promise<AlertRow | null> {
  const [row] = await db
    .update(alerts)
    .set({ ...wordsOf(finding), ...seenAgain(now), acknowledgedAt: null, acknowledgedBy: null })
    .where(and(eq(alerts.id, id), isNull(alerts.resolvedAt)))
    .returning()
  return row ?? null
}

export async function keepAlert(db: Db, id: string, finding: Finding | null, now: Date): Promise<void> {
  await db
    .update(alerts)
    .set({ ...(finding && wordsOf(finding)), ...seenAgain(now) })
    .where(and(eq(alerts.id, id), isNull(alerts.resolvedAt)))
}

export async function resolveAlerts(db: Db, ids: readonly string[], now: Date): Promise<AlertRow[]> {
  if (ids.length === 0) return []
  return db
    .update(alerts)
    .set({ resolvedAt: now })
    .where(and(inArray(alerts.id, [...ids]), isNull(alerts.resolvedAt)))
    .returning()
}

/** With them goes the record of who was told. What is open stays. */
export async function forgetAlerts(db: Db, resolvedBefore: Date): Promise<void> {
  await db.delete(alerts).where(lt(alerts.resolvedAt, resolvedBefore))
}

export async function acknowledgeAlert(db: Db, id: string, by: string, now: Date): Promise<void> {
  await db
    .update(alerts)
    .set({ acknowledgedAt: now, acknowledgedBy: by })
    .where(and(eq(alerts.id, id), isNull(alerts.acknowledgedAt)))
}

function seenAgain(now: Date) {
  return { lastSeenAt: now, occurrences: sql`${alerts.occurrences} + 1` }
}

function wordsOf({
  kind,
  severity,
  subject,
  message,
  hint,
  groupId,
  targetId,
  jobId,
  recoveryPointId,
  facts,
}: Finding) {
  return { kind, severity, subject, message, hint, protectionGroupId: groupId, targetId, jobId, recoveryPointId, facts }
}
