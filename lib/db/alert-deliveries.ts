import { and, asc, eq, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm'
import { alertChannels } from '../../drizzle/schema/alert-channels.ts'
import { alertDeliveries } from '../../drizzle/schema/alert-deliveries.ts'
import { alerts } from '../../drizzle/schema/alerts.ts'
import type { AlertDeliveryEvent } from '../domain/alert.ts'
import type { AlertChannelRow } from './alert-channels.ts'
import type { AlertRow } from './alerts.ts'
import type { Db } from './client.ts'

export type DeliveryRow = typeof alertDeliveries.$inferSelect
export type DueDelivery = {
  readonly delivery: DeliveryRow
  readonly alert: AlertRow
  readonly channel: AlertChannelRow
}

/** There is one of each event per alert and channel, whoever asks for it and how often. */
export async function addDeliveries(
  db: Db,
  rows: readonly { alertId: string; channelId: string; event: AlertDeliveryEvent }[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return
  await db
    .insert(alertDeliveries)
    .values(rows.map((row) => ({ ...row, nextAttemptAt: now, createdAt: now })))
    .onConflictDoNothing()
}

/** What was not sent while an alert was open is of no use after it; whoever was told of it is told that it is over. */
export async function endDeliveries(db: Db, alertIds: readonly string[], now: Date): Promise<void> {
  if (alertIds.length === 0) return
  const ofThese = inArray(alertDeliveries.alertId, [...alertIds])
  await db
    .update(alertDeliveries)
    .set({ droppedAt: now })
    .where(and(ofThese, isNull(alertDeliveries.sentAt), isNull(alertDeliveries.droppedAt)))
  const told = await db
    .selectDistinct({ alertId: alertDeliveries.alertId, channelId: alertDeliveries.channelId })
    .from(alertDeliveries)
    .where(and(ofThese, isNotNull(alertDeliveries.sentAt)))
  await addDeliveries(
    db,
    told.map((row) => ({ ...row, event: 'resolved' as const })),
    now,
  )
}

/**
 * Takes what is due for this process: nobody else gets it before `leasedUntil`. A process that dies
 * with it in hand leaves it to be sent again, perhaps twice, rather than never.
 */
export async function claimDeliveries(db: Db, now: Date, leasedUntil: Date, limit: number): Promise<DueDelivery[]> {
  return db.transaction(async (tx) => {
    const enabled = tx.select({ id: alertChannels.id }).from(alertChannels).where(eq(alertChannels.enabled, true))
    const due = await tx
      .select({ id: alertDeliveries.id })
      .from(alertDeliveries)
      .where(
        and(
          isNull(alertDeliveries.sentAt),
          isNull(alertDeliveries.droppedAt),
          lte(alertDeliveries.nextAttemptAt, now),
          inArray(alertDeliveries.channelId, enabled),
        ),
      )
      .orderBy(asc(alertDeliveries.nextAttemptAt))
      .limit(limit)
      .for('update', { skipLocked: true })
    if (due.length === 0) return []
    const mine = inArray(
      alertDeliveries.id,
      due.map(({ id }) => id),
    )
    await tx
      .update(alertDeliveries)
      .set({ nextAttemptAt: leasedUntil, attempts: sql`${alertDeliveries.attempts} + 1` })
      .where(mine)
    return tx
      .select({ delivery: alertDeliveries, alert: alerts, channel: alertChannels })
      .from(alertDeliveries)
      .innerJoin(alerts, eq(alerts.id, alertDeliveries.alertId))
      .innerJoin(alertChannels, eq(alertChannels.id, alertDeliveries.channelId))
      .where(mine)
  })
}

/** An alert that ended while its notice was on the way owes the one who got it a second one. */
export async function markSent(db: Db, { id, alertId, channelId, event }: DeliveryRow, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.update(alertDeliveries).set({ sentAt: now, error: null }).where(eq(alertDeliveries.id, id))
    if (event === 'resolved') return
    const [alert] = await tx.select({ resolvedAt: alerts.resolvedAt }).from(alerts).where(eq(alerts.id, alertId))
    if (alert?.resolvedAt) await addDeliveries(tx, [{ alertId, channelId, event: 'resolved' }], now)
  })
}

export async function markFailed(db: Db, id: string, error: string, nextAttemptAt: Date): Promise<void> {
  await db.update(alertDeliveries).set({ error, nextAttemptAt }).where(eq(alertDeliveries.id, id))
}

/** Also what waits for a channel that is switched off. */
export async function giveUpDeliveries(db: Db, madeBefore: Date, now: Date): Promise<void> {
  await db
    .update(alertDeliveries)
    .set({ droppedAt: now })
    .where(
      and(
        isNull(alertDeliveries.sentAt),
        isNull(alertDeliveries.droppedAt),
        lte(alertDeliveries.createdAt, madeBefore),
      ),
    )
}

export async function listDeliveries(
  db: Db,
  alertId: string,
): Promise<(DeliveryRow & { readonly channelName: string })[]> {
  const rows = await db
    .select({ delivery: alertDeliveries, channelName: alertChannels.name })
    .from(alertDeliveries)
    .innerJoin(alertChannels, eq(alertChannels.id, alertDeliveries.channelId))
    .where(eq(alertDeliveries.alertId, alertId))
    .orderBy(asc(alertDeliveries.createdAt))
  return rows.map(({ delivery, channelName }) => ({ ...delivery, channelName }))
}
