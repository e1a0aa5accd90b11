import { nextCronTimes } from './cron.ts'
import { freeFrom } from './maintenance.ts'
import { expectedRunSeconds } from './run-length.ts'
import { shareOf } from './share-of.ts'
import type { MaintenanceWindows } from './timetable.ts'

/** What a group's next run is decided from. All times are the database's. */
export type ScheduleFacts = {
  readonly groupId: string
  readonly rpoMinutes: number
  /** Null = by RPO. */
  readonly schedule: string | null
  readonly scheduleTimeZone: string
  /** Since when these settings hold: made, changed or resumed. */
  readonly since: Date
  /** Until when the newest verified point was current. */
  readonly currentUntil: Date | null
  /** Seconds that the last successful runs took, in any order. */
  readonly runs: readonly number[]
  /** The last run that ended, however it ended. */
  readonly lastRun: { readonly endedAt: Date; readonly succeeded: boolean } | null
  /** Of the group and of both appliances. */
  readonly windows: readonly (MaintenanceWindows | null)[]
  readonly now: Date
}

export type SchedulePlan = {
  readonly dueAt: Date
  /** When it would have been due without windows; null when no window moved it. */
  readonly movedFrom: Date | null
  /** Age of the newest point when the run is verified, as expected; null before the first point. */
  readonly expectedWorstAgeSeconds: number | null
  readonly missesRpo: boolean
}

/** Of the objective: a healthy group's newest point gets no older, so that it is never even "at risk". */
const AIM = 0.75
/** Runs vary, and wait for their turn. */
const SAFETY = 1.25
const SAFETY_SECONDS = 5
/** Runs that fill their whole time still leave this share of the objective between them. */
const LEAST_PAUSE = 0.05
/** Groups run up to this share of their interval earlier, each by its own: those made at once do not keep step. */
const JITTER = 0.1
/** A new group's first run waits: its VMs are being chosen. */
const FIRST_RUN_SECONDS = 300
/** After a run that was cancelled or undone: not at once again. */
const AFTER_TROUBLE_SECONDS = 300

/**
 * When the group runs next. A point's content is the snapshot's, so its age at the end of a round is
 * the interval plus the run: the interval is what the objective leaves when the run is taken off.
 *
 * Missed times are not made up for one by one: what is overdue is due now, once.
 *
 * @returns null when no time comes: cron that has ended, windows that cover everything
 */
export function planNextRun(facts: ScheduleFacts): SchedulePlan | null {
  const wanted = facts.schedule === null ? byRpo(facts) : byCron(facts, facts.schedule)
  if (!wanted) return null
  const dueAt = freeFrom(facts.windows, later(wanted, facts.now))
  if (!dueAt) return null
  const objective = facts.rpoMinutes * 60
  const worst =
    facts.currentUntil && (dueAt.getTime() - facts.currentUntil.getTime()) / 1000 + reservedRunSeconds(facts)
  return {
    dueAt,
    movedFrom: dueAt > later(wanted, facts.now) ? wanted : null,
    expectedWorstAgeSeconds: worst && Math.round(worst),
    missesRpo: worst !== null && worst > objective,
  }
}

/** Seconds from one point's content to the next one's. */
export function intervalSeconds(facts: Pick<ScheduleFacts, 'rpoMinutes' | 'runs'>): number {
  const objective = facts.rpoMinutes * 60
  return Math.max(objective * AIM - reservedRunSeconds(facts), objective * LEAST_PAUSE)
}

function reservedRunSeconds({ rpoMinutes, runs }: Pick<ScheduleFacts, 'rpoMinutes' | 'runs'>): number {
  const expected = expectedRunSeconds(runs)
  // Nothing is known before the first run: a quarter of the objective is not too little for most.
  return expected === null ? rpoMinutes * 15 : expected * SAFETY + SAFETY_SECONDS
}

function byRpo(facts: ScheduleFacts): Date {
  const { groupId, rpoMinutes, currentUntil, lastRun, since } = facts
  const interval = intervalSeconds(facts)
  const early = shareOf(groupId) * JITTER
  if (!currentUntil) {
    const first = Math.min(FIRST_RUN_SECONDS, rpoMinutes * 30)
    return later(plus(since, first * (1 - early)), afterLast(lastRun, interval, rpoMinutes))
  }
  return later(plus(currentUntil, interval * (1 - early)), afterLast(lastRun, interval, rpoMinutes))
}

/** A run never follows the one before without a pause: one that fails at once must not run all the time. */
function afterLast(lastRun: ScheduleFacts['lastRun'], interval: number, rpoMinutes: number): Date {
  if (!lastRun) return new Date(0)
  const pause = lastRun.succeeded ? rpoMinutes * 60 * LEAST_PAUSE : Math.min(interval, AFTER_TROUBLE_SECONDS)
  return plus(lastRun.endedAt, pause)
}

/** Times that passed while a run was under way, or before it ended, are gone. */
function byCron({ scheduleTimeZone, since, lastRun }: ScheduleFacts, schedule: string): Date | null {
  const after = later(since, lastRun?.endedAt ?? new Date(0))
  return nextCronTimes(schedule, scheduleTimeZone, after, 1)[0] ?? null
}

/** Whole milliseconds, as the database keeps them. */
const plus = (at: Date, seconds: number) => new Date(Math.round(at.getTime() + seconds * 1000))
const later = (a: Date, b: Date) => (a > b ? a : b)
