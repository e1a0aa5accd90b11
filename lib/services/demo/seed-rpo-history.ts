import { getGroup } from '../../db/protection-groups.ts'
import { listRecoveryPoints } from '../../db/recovery-points.ts'
import { saveSpans } from '../../db/rpo-history.ts'
import { recordJudgement, type RpoSpan } from '../../domain/rpo-history.ts'
import { judgeRpo } from '../../domain/rpo.ts'
import type { ServiceContext } from '../context.ts'

const EVERY_MS = 60_000

/** The judgements that the seeded recovery points would have had, had somebody judged all along. */
export async function seedRpoHistory(ctx: ServiceContext, groupId: string): Promise<void> {
  const { rpoMinutes } = await getGroup(ctx.db, groupId)
  const { items } = await listRecoveryPoints(ctx.db, { groupId, limit: 500, sort: 'sequence' })
  const times = items.map(({ takenAt }) => takenAt)
  const spans: RpoSpan[] = []
  for (let at = times.at(0)?.getTime() ?? ctx.now.getTime(); at < ctx.now.getTime(); at += EVERY_MS) {
    const now = new Date(at)
    const currentUntil = times.findLast((taken) => taken <= now) ?? null
    const judged = { at: now, currentUntil, ...judgeRpo({ currentUntil, rpoMinutes, paused: false, now }) }
    for (const row of recordJudgement(spans.at(-1) ?? null, judged)) {
      if (row.fromAt.getTime() === spans.at(-1)?.fromAt.getTime()) spans.pop()
      spans.push(row)
    }
  }
  await saveSpans(
    ctx.db,
    spans.map((span) => ({ ...span, groupId })),
  )
}
