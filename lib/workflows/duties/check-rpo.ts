import {
  databaseNow,
  daysToMerge,
  forgetSpansBefore,
  groupsToJudge,
  listSpans,
  replaceSpans,
  saveSpans,
} from '../../db/rpo-history.ts'
import type { Db } from '../../db/client.ts'
import { compactSpans, recordJudgement } from '../../domain/rpo-history.ts'
import { judgeRpo } from '../../domain/rpo.ts'
import type { Duty } from '../duties.ts'

const DAY_MS = 86_400_000
/** Until then every span is kept as it was. */
const EXACT_DAYS = 8
const KEPT_DAYS = 400

/** Judges every group from its newest verified recovery point. Asks no job and no appliance: they may be what is broken. */
export const checkRpo: Duty = {
  name: 'check_rpo',
  everySeconds: 30,
  alsoInWeb: true,
  run: ({ db }) => recordRpo(db),
}

export async function recordRpo(db: Db): Promise<void> {
  const now = await databaseNow(db)
  const groups = await groupsToJudge(db)
  const rows = groups.flatMap(({ groupId, rpoMinutes, paused, currentUntil, newest }) => {
    const judged = { at: now, currentUntil, ...judgeRpo({ currentUntil, rpoMinutes, paused, now }) }
    return recordJudgement(newest, judged).map((span) => ({ ...span, groupId }))
  })
  await saveSpans(db, rows)
}

export const compactRpoHistory: Duty = {
  name: 'compact_rpo_history',
  everySeconds: 6 * 3600,
  async run({ db }, signal) {
    const now = await databaseNow(db)
    await forgetSpansBefore(db, new Date(now.getTime() - KEPT_DAYS * DAY_MS))
    await compactHistory(db, new Date(now.getTime() - EXACT_DAYS * DAY_MS), signal)
  },
}

/** A day at a time, so that memory and locks stay small after a long downtime too. */
export async function compactHistory(db: Db, before: Date, signal: AbortSignal): Promise<void> {
  for (const { groupId, day } of await daysToMerge(db, before)) {
    signal.throwIfAborted()
    const end = new Date(Math.min(before.getTime(), day.getTime() + DAY_MS))
    const spans = (await listSpans(db, groupId, day, end)).filter(({ toAt }) => toAt <= end)
    await replaceSpans(db, groupId, compactSpans(spans))
  }
}
