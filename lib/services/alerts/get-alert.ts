import { z } from 'zod'
import { listDeliveries } from '../../db/alert-deliveries.ts'
import { getAlert as query } from '../../db/alerts.ts'
import { getRecoveryPoint } from '../../db/recovery-points.ts'
import { alertDeliveryEvents } from '../../domain/alert.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById, Id, iso, isoOrNull, Timestamp } from '../fields.ts'
import { AlertView, alertView } from './alert-view.ts'

const DeliveryView = z.object({
  channel: z.string(),
  event: z.enum(alertDeliveryEvents),
  attempts: z.number().int(),
  sentAt: Timestamp.nullable(),
  droppedAt: Timestamp.nullable().meta({
    description: 'Given up after a day, or the alert was over before it was sent',
  }),
  nextAttemptAt: Timestamp.nullable(),
  error: z.string().nullable(),
})

/** What an alert offers to pin, or what a missed objective is about. */
const AlertPoint = z.object({
  id: Id,
  snapshotName: z.string(),
  takenAt: Timestamp,
  pinnedAt: Timestamp.nullable(),
  prunedAt: Timestamp.nullable(),
})
export type AlertPoint = z.infer<typeof AlertPoint>

export const AlertWithDeliveries = AlertView.extend({
  recoveryPoint: AlertPoint.nullable(),
  deliveries: z.array(DeliveryView),
})
export type AlertWithDeliveries = z.infer<typeof AlertWithDeliveries>

export async function getAlert(ctx: ServiceContext, input: ById): Promise<AlertWithDeliveries> {
  requireRole(ctx, 'viewer')
  const { id } = ById.parse(input)
  const [alert, deliveries] = await Promise.all([query(ctx.db, id), listDeliveries(ctx.db, id)])
  const point = alert.recoveryPointId === null ? null : await getRecoveryPoint(ctx.db, alert.recoveryPointId)
  return {
    ...alertView(alert),
    recoveryPoint: point && {
      id: point.id,
      snapshotName: point.snapshotName,
      takenAt: iso(point.takenAt),
      pinnedAt: isoOrNull(point.pinnedAt),
      prunedAt: isoOrNull(point.prunedAt),
    },
    deliveries: deliveries.map(({ channelName, event, attempts, sentAt, droppedAt, nextAttemptAt, error }) => ({
      channel: channelName,
      event,
      attempts,
      sentAt: isoOrNull(sentAt),
      droppedAt: isoOrNull(droppedAt),
      nextAttemptAt: sentAt || droppedAt ? null : iso(nextAttemptAt),
      error,
    })),
  }
}
