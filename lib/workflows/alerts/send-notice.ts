import { env } from '../../config/env.ts'
import { openChannelSecret, type AlertChannelRow } from '../../db/alert-channels.ts'
import type { AlertRow } from '../../db/alerts.ts'
import { AlertChannelSettings } from '../../domain/alert-channel.ts'
import type { AlertDeliveryEvent } from '../../domain/alert.ts'
import type { ToldAlert } from '../../domain/alert-notice.ts'
import { openAlertSender } from '../../drivers/alerts/open-alert-sender.ts'

/** Tells one channel of one alert, now. @returns words when only some of its recipients were reached */
export async function sendNotice(
  channel: AlertChannelRow,
  notice: { readonly deliveryId: string; readonly event: AlertDeliveryEvent; readonly alert: ToldAlert },
): Promise<string | null> {
  const sender = openAlertSender(AlertChannelSettings.parse(channel.settings), openChannelSecret(channel))
  const link = env.ZERFAUX_PUBLIC_URL
    ? new URL(`/replication/alerts/${notice.alert.id}`, env.ZERFAUX_PUBLIC_URL).href
    : null
  const { incomplete } = await sender.send({ ...notice, link })
  return incomplete
}

export function toldAlert({ protectionGroupId, openedAt, lastSeenAt, resolvedAt, ...row }: AlertRow): ToldAlert {
  return {
    id: row.id,
    kind: row.kind,
    severity: row.severity,
    subject: row.subject,
    message: row.message,
    hint: row.hint,
    facts: row.facts,
    openedAt: openedAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
    occurrences: row.occurrences,
    groupId: protectionGroupId,
    targetId: row.targetId,
    jobId: row.jobId,
    recoveryPointId: row.recoveryPointId,
  }
}
