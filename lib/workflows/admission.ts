import { admissionOf, isAnyWaiting, lockAdmission, markAdmitted, readAdmission } from '../db/admission.ts'
import type { Db } from '../db/client.ts'
import { readLanes } from '../db/lanes.ts'
import { planAdmission } from '../domain/admission-plan.ts'
import { planLanes } from '../domain/lane-plan.ts'
import type { JobQueue } from './queue.ts'

/** A retry's own delivery comes with its time; only after this long without it somebody else sees to it. */
const OWN_DELIVERY_SECONDS = 5
/** Clocks of workers and database are not the same. */
const CLOCK_SECONDS = 2

/** Lets those begin that the limits of appliances, links and lanes have room for, and delivers them. */
export async function admitWaiting(db: Db, queue: Pick<JobQueue, 'deliver'>): Promise<void> {
  if (!(await isAnyWaiting(db))) return
  await db.transaction(async (tx) => {
    await lockAdmission(tx)
    const { admitted, groups } = await planAll(tx, -OWN_DELIVERY_SECONDS)
    if (admitted.length === 0) return
    await markAdmitted(tx, admitted)
    for (const jobId of admitted) await queue.deliver(tx, jobId, groups.get(jobId) ?? jobId)
  })
}

/**
 * For a job that was delivered: whether it may begin now. One that may not is left; it is delivered
 * again when it is its turn.
 */
export async function mayBegin(db: Db, jobId: string): Promise<boolean> {
  const before = await admissionOf(db, jobId)
  if (!before?.wantsSlot || before.admitted) return before !== null
  return db.transaction(async (tx) => {
    await lockAdmission(tx)
    if ((await admissionOf(tx, jobId))?.admitted) return true
    const { admitted } = await planAll(tx, CLOCK_SECONDS)
    if (!admitted.includes(jobId)) return false
    await markAdmitted(tx, [jobId])
    return true
  })
}

async function planAll(
  tx: Db,
  earlySeconds: number,
): Promise<{ readonly admitted: readonly string[]; readonly groups: ReadonlyMap<string, string> }> {
  const facts = await readAdmission(tx, earlySeconds)
  const ofLanes = planLanes(await readLanes(tx, earlySeconds))
  return {
    admitted: [...planAdmission(facts).admitted, ...ofLanes.admitted],
    groups: new Map(facts.waiting.map(({ jobId, groupId }) => [jobId, groupId])),
  }
}
