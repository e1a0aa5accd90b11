import { readAdmission } from '../../db/admission.ts'
import type { Db } from '../../db/client.ts'
import { readLanes } from '../../db/lanes.ts'
import type { JobRow } from '../../db/replication-jobs.ts'
import { planAdmission, type Blocked } from '../../domain/admission-plan.ts'
import { planLanes, type LaneBlocked } from '../../domain/lane-plan.ts'

/** By job, what keeps it from beginning; read only where one of them waits. */
export async function waitsFor(db: Db, jobs: readonly JobRow[]): Promise<ReadonlyMap<string, string>> {
  const waiting = jobs.filter(isWaiting)
  const ofGroups = waiting.filter(({ protectionGroupId }) => protectionGroupId !== null)
  const inLanes = waiting.filter(({ protectionGroupId }) => protectionGroupId === null)
  return new Map([...(await groupsWait(db, ofGroups)), ...(await lanesWait(db, inLanes))])
}

async function groupsWait(db: Db, jobs: readonly JobRow[]): Promise<[string, string][]> {
  if (jobs.length === 0) return []
  const facts = await readAdmission(db, 0)
  const { blocked } = planAdmission(facts)
  const name = (targetId: string) => facts.names.get(targetId) ?? 'an appliance'
  return jobs.map(({ id }) => {
    const because = blocked.get(id)
    return [id, because ? `Waits for its turn: ${sentence(because, name)}` : 'Waits for its turn']
  })
}

async function lanesWait(db: Db, jobs: readonly JobRow[]): Promise<[string, string][]> {
  if (jobs.length === 0) return []
  const { blocked } = planLanes(await readLanes(db, 0))
  return jobs.map(({ id }) => {
    const because = blocked.get(id)
    return [id, because ? `Waits for its turn: ${place(because)}` : 'Waits for its turn']
  })
}

function isWaiting({ status, admittedAt, protectionGroupId, lane, nextAttemptAt }: JobRow): boolean {
  if (admittedAt || (!protectionGroupId && lane === null)) return false
  return status === 'queued' || (status === 'retrying' && (nextAttemptAt?.getTime() ?? 0) <= Date.now())
}

function sentence(because: Blocked, name: (targetId: string) => string): string {
  const count = `${because.used} of ${because.limit} transfer${because.limit === 1 ? '' : 's'}`
  return because.by === 'link'
    ? `${count} on the link ${name(because.sourceTargetId)} → ${name(because.drTargetId)}`
    : `${count} from and to ${name(because.targetId)}`
}

function place({ used, limit, ahead }: LaneBlocked): string {
  const others = ahead === 0 ? 'it is the next' : `${ahead} before it`
  return used < limit ? others : `${used} under way, ${limit} at a time; ${others}`
}
