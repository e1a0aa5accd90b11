import { addDeliveries, endDeliveries } from '../../db/alert-deliveries.ts'
import { listEnabledChannels } from '../../db/alert-channels.ts'
import { listApplianceFacts, listChanges, listGroupFacts, listWaitingJobs } from '../../db/alert-facts.ts'
import {
  escalateAlert,
  keepAlert,
  listOpenAlerts,
  lockAlerts,
  openAlert,
  resolveAlerts,
  type AlertRow,
} from '../../db/alerts.ts'
import type { Db } from '../../db/client.ts'
import { alertSeverities, type AlertDeliveryEvent } from '../../domain/alert.ts'
import type { Finding, Judgement } from '../../domain/alert-finding.ts'
import { applianceFindings } from '../../domain/appliance-findings.ts'
import { changeFinding } from '../../domain/change-finding.ts'
import { groupFindings, type GroupAlertFacts } from '../../domain/group-findings.ts'
import { jobFinding } from '../../domain/job-finding.ts'
import { planAlerts } from '../../domain/plan-alerts.ts'

const FLAPS_HOURS = 6

/** What was found of a group's changes, until it has another recovery point: its history is long. */
export type ChangeMemory = Map<
  string,
  { readonly newestPoint: string; readonly judgedAt: Date; readonly finding: Finding | null }
>
/** What is seen fades after a while even where nothing new comes. */
const MEMORY_MS = 10 * 60_000

/**
 * Looks at what is stored, opens, raises and ends alerts accordingly, and says who is to be told; all
 * in one transaction, one judge at a time. Looks at nothing outside of the database.
 */
export async function judgeAlerts(db: Db, now: Date, memory: ChangeMemory): Promise<void> {
  await db.transaction(async (tx) => {
    await lockAlerts(tx)
    const judgement = await judge(tx, now, memory)
    const open = await listOpenAlerts(tx, new Date(now.getTime() - FLAPS_HOURS * 3_600_000))
    const told: { alert: AlertRow; event: AlertDeliveryEvent }[] = []
    const over: string[] = []
    for (const change of planAlerts(open, judgement, now)) {
      if (change.do === 'keep') await keepAlert(tx, change.id, change.finding, now)
      else if (change.do === 'resolve') over.push(change.id)
      else {
        const event = change.do === 'open' ? 'opened' : 'escalated'
        const alert =
          change.do === 'open'
            ? await openAlert(tx, change.finding, now)
            : await escalateAlert(tx, change.id, change.finding, now)
        if (alert) told.push({ alert, event })
      }
    }
    await resolveAlerts(tx, over, now)
    await endDeliveries(tx, over, now)
    await tell(tx, told, now)
  })
}

async function judge(db: Db, now: Date, memory: ChangeMemory): Promise<Judgement> {
  const groups = await listGroupFacts(db)
  const appliances = await listApplianceFacts(db)
  const jobs = await listWaitingJobs(db)
  const changes = await Promise.all(groups.map((group) => judgeChanges(db, group, now, memory)))
  const judged = [...groups.map((group) => groupFindings(group, now)), ...appliances.map(applianceFindings)]
  return {
    findings: [...judged.flatMap(({ findings }) => findings), ...jobs.map(jobFinding), ...changes].filter(
      (finding) => finding !== null,
    ),
    unknown: judged.flatMap(({ unknown }) => unknown),
  }
}

async function judgeChanges(db: Db, group: GroupAlertFacts, now: Date, memory: ChangeMemory): Promise<Finding | null> {
  const newestPoint = group.newestPoint?.id ?? null
  if (newestPoint === null) return null
  const known = memory.get(group.id)
  if (known?.newestPoint === newestPoint && now.getTime() - known.judgedAt.getTime() < MEMORY_MS) return known.finding
  const points = await listChanges(db, group.id)
  const finding = changeFinding({ groupId: group.id, groupName: group.name, points }, now)
  memory.set(group.id, { newestPoint, judgedAt: now, finding })
  return finding
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
