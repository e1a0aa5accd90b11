import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/client.ts'
import { listDueTimes, putOff, secondsToNextDue, setDueTime, takeDueTime, type DueTime } from '../../db/due-times.ts'
import { getGroup, takeSequence } from '../../db/protection-groups.ts'
import { getSchedule, listUndecided } from '../../db/schedule-facts.ts'
import { freeFrom } from '../../domain/maintenance.ts'
import { planNextRun } from '../../domain/schedule-plan.ts'
import type { Duty } from '../duties.ts'
import { enqueueJob } from '../enqueue-job.ts'
import type { JobQueue } from '../queue.ts'
import { replicateParamsOf } from '../replicate/params-of-group.ts'

/** New and changed groups get their due time within so long; due ones are begun when they are due. */
const LOOK_SECONDS = 2

/** Decides when each group runs next, and starts what is due. */
export const scheduleRuns: Duty = {
  name: 'schedule_runs',
  everySeconds: LOOK_SECONDS,
  async run({ db, queue, log }, signal) {
    await decideDueTimes(db)
    let failed = false
    for (const each of await listDueTimes(db)) {
      if (signal.aborted) return
      try {
        await startDueRun(db, await queue(), each)
      } catch (error) {
        // One group that cannot be started must not keep the others from it.
        failed = true
        log.error({ group: each.id, err: error }, 'a due run could not be started')
      }
    }
    const seconds = await secondsToNextDue(db)
    // What could not be started is due still: not in a tight loop. Else a time has come meanwhile.
    return { inSeconds: seconds === null || failed ? LOOK_SECONDS : Math.max(0, seconds) }
  },
}

/** By any number of schedulers at once: the first to write decides. */
export async function decideDueTimes(db: Db): Promise<void> {
  for (const facts of await listUndecided(db)) {
    const plan = planNextRun(facts)
    if (plan) await setDueTime(db, { id: facts.groupId, updatedAt: facts.updatedAt }, plan.dueAt)
  }
}

/**
 * The run of a due time, made at most once by however many schedulers. A group whose earlier run is
 * still under way is left out: its next time is decided when that has ended.
 */
export async function startDueRun(db: Db, queue: JobQueue, due: DueTime): Promise<string | null> {
  return db.transaction(async (tx) => {
    const taken = await takeDueTime(tx, due)
    if (!taken) return null
    const group = await getGroup(tx, due.id)
    if (group.activeJobId) return null
    // Windows may have been changed since the time was decided.
    const free = freeFrom((await getSchedule(tx, due.id))?.windows ?? [], taken.now)
    if (!free || free > taken.now) {
      if (free) await putOff(tx, due.id, free)
      return null
    }
    const jobId = randomUUID()
    const sequence = await takeSequence(tx, due.id)
    const params = await replicateParamsOf(tx, group, { jobId, sequence, at: taken.now })
    const job = { id: jobId, kind: 'replicate', protectionGroupId: due.id, params, dueAt: due.dueAt } as const
    return (await enqueueJob(tx, queue, { ...job, requestedBy: 'system:schedule' })) ? jobId : null
  })
}
