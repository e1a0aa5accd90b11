import {
  listApplianceFacts,
  listChanges,
  listGroupFacts,
  listMarkedVms,
  listWaitingJobs,
} from '../../db/alert-facts.ts'
import { lockAlerts } from '../../db/alerts.ts'
import type { Db } from '../../db/client.ts'
import { liveTransaction } from '../../db/live-transaction.ts'
import { attentionFindings } from '../../domain/attention-findings.ts'
import type { Finding, Judgement } from '../../domain/alert-finding.ts'
import { applianceFindings } from '../../domain/appliance-findings.ts'
import { changeFinding } from '../../domain/change-finding.ts'
import { groupFindings, type GroupAlertFacts } from '../../domain/group-findings.ts'
import { jobFinding } from '../../domain/job-finding.ts'
import { LEFTOVERS } from '../../domain/leftovers-finding.ts'
import { applyJudgement } from './apply-judgement.ts'

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
  await liveTransaction(db, async (tx) => {
    await lockAlerts(tx)
    const covers = (fingerprint: string) => !fingerprint.startsWith(LEFTOVERS)
    await applyJudgement(tx, await judge(tx, now, memory), covers, now)
  })
}

async function judge(db: Db, now: Date, memory: ChangeMemory): Promise<Judgement> {
  const groups = await listGroupFacts(db)
  const appliances = await listApplianceFacts(db)
  const jobs = await listWaitingJobs(db)
  const marked = await listMarkedVms(db)
  // One after another: they share the transaction's connection.
  const changes: (Finding | null)[] = []
  for (const group of groups) changes.push(await judgeChanges(db, group, now, memory))
  const judged = [...groups.map((group) => groupFindings(group, now)), ...appliances.map(applianceFindings)]
  return {
    findings: [
      ...judged.flatMap(({ findings }) => findings),
      ...jobs.map(jobFinding),
      ...marked.flatMap(attentionFindings),
      ...changes,
    ].filter((finding) => finding !== null),
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
