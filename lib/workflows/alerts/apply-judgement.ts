import { addDeliveries, endDeliveries } from '../../db/alert-deliveries.ts'
import { listEnabledChannels } from '../../db/alert-channels.ts'
import { escalateAlert, keepAlert, listOpenAlerts, openAlert, resolveAlerts, type AlertRow } from '../../db/alerts.ts'
import type { Db } from '../../db/client.ts'
import { alertSeverities, type AlertDeliveryEvent } from '../../domain/alert.ts'
import type { Judgement } from '../../domain/alert-finding.ts'
import { planAlerts } from '../../domain/plan-alerts.ts'

const FLAPS_HOURS = 6

/**
 * Opens, raises and ends alerts as judged, and says who is to be told. In the transaction that holds
 * the lock of alerts.
 *
 * @param covers whether the judge judges this at all: alerts of others are left alone
 */
export async function applyJudgement(
  tx: Db,
  judgement: Judgement,
  covers: (fingerprint: string) => boolean,
  now: Date,
): Promise<void> {
  const open = await listOpenAlerts(tx, new Date(now.getTime() - FLAPS_HOURS * 3_600_000))
  const mine = open.filter(({ fingerprint }) => covers(fingerprint))
  const told: { alert: AlertRow; event: AlertDeliveryEvent }[] = []
  const over: string[] = []
  for (const change of planAlerts(mine, judgement, now)) {
    if (change.do === 'keep') await keepAlert(tx, change.id, change.finding, now)
    else if (change.do === 'resolve') over.push(change.id)
    else if (change.do === 'open') {
      const alert = await openAlert(tx, change.finding, now)
      if (alert) told.push({ alert, event: 'opened' })
    } else {
      const alert = await escalateAlert(tx, change.id, change.finding, now)
      if (alert) told.push({ alert, event: 'escalated' })
    }
  }
  await resolveAlerts(tx, over, now)
  await endDeliveries(tx, over, now)
  await tell(tx, told, now)
}

async function tell(db: Db, told: readonly { alert: AlertRow; event: AlertDeliveryEvent }[], now: Date): Promise<void> {
  if (told.length === 0) return
  const channels = await listEnabledChannels(db)
  const rank = (severity: AlertRow['severity']) => alertSeverities.indexOf(severity)
  const rows = told.flatMap(({ alert, event }) =>
    channels
      .filter(({ minimumSeverity }) => rank(alert.severity) >= rank(minimumSeverity))
      .map((channel) => ({ alertId: alert.id, channelId: channel.id, event })),
  )
  await addDeliveries(db, rows, now)
}
