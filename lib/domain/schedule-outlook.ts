import { nextCronTimes } from './cron.ts'
import { nextLongClosure } from './maintenance.ts'
import { plainSeconds } from './plain-units.ts'
import { expectedRunSeconds, judgeRunLength } from './run-length.ts'
import { intervalSeconds, planNextRun, type ScheduleFacts } from './schedule-plan.ts'

export type ScheduleNotice = { readonly message: string; readonly hint: string }

export type ScheduleOutlook = {
  /** The times that cron will come next; empty by RPO, where each depends on the run before it. */
  readonly cronTimes: readonly Date[]
  /** From one recovery point to the next; null by cron. */
  readonly intervalSeconds: number | null
  readonly expectedRunSeconds: number | null
  /** What will keep the RPO from being met, said before it is missed. */
  readonly notices: readonly ScheduleNotice[]
}

const TIMES_SHOWN = 5

/** What is to come, as far as it can be known, of a group that is not paused. */
export function scheduleOutlook(facts: ScheduleFacts): ScheduleOutlook {
  const expected = expectedRunSeconds(facts.runs)
  const tooLong = judgeRunLength(facts)
  return {
    cronTimes:
      facts.schedule === null ? [] : nextCronTimes(facts.schedule, facts.scheduleTimeZone, facts.now, TIMES_SHOWN),
    intervalSeconds: facts.schedule === null ? Math.round(intervalSeconds(facts)) : null,
    expectedRunSeconds: expected === null ? null : Math.round(expected),
    notices: [tooLong, nextRunNotice(facts), closureNotice(facts)].filter((notice) => notice !== null),
  }
}

function nextRunNotice(facts: ScheduleFacts): ScheduleNotice | null {
  const plan = planNextRun(facts)
  if (!plan) {
    return facts.schedule !== null && nextCronTimes(facts.schedule, facts.scheduleTimeZone, facts.now, 1).length === 0
      ? { message: 'No run will start: the schedule has no time to come', hint: 'Change the schedule.' }
      : {
          message: 'No run will start by itself: maintenance windows cover all the time',
          hint: 'Shorten the windows of the group or of its appliances.',
        }
  }
  if (!plan.missesRpo || plan.expectedWorstAgeSeconds === null) return null
  const objective = facts.rpoMinutes * 60
  const age = `its newest recovery point will be up to ${plainSeconds(plan.expectedWorstAgeSeconds)} old, the RPO is ${plainSeconds(objective)}`
  if (plan.movedFrom) {
    return {
      message: `Maintenance puts off the next run to ${utc(plan.dueAt)}: ${age}`,
      hint: 'Run the group before the window begins, or shorten the window.',
    }
  }
  if (facts.schedule === null) return null
  return {
    message: `The next run is at ${utc(plan.dueAt)}: ${age}`,
    hint: 'Let it run more often, or leave the schedule empty: then Zerfaux decides from the RPO.',
  }
}

/** A stretch of maintenance that no timing gets around. */
function closureNotice(facts: ScheduleFacts): ScheduleNotice | null {
  const objective = facts.rpoMinutes * 60
  const closure = nextLongClosure(facts.windows, facts.now, objective - (expectedRunSeconds(facts.runs) ?? 0))
  if (!closure?.until) return null
  return {
    message: `Maintenance from ${utc(closure.from)} to ${utc(closure.until)} leaves no time for a run: the RPO of ${plainSeconds(objective)} will be missed`,
    hint: 'Shorten the window of the group or of its appliances, or accept a longer RPO.',
  }
}

const utc = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
