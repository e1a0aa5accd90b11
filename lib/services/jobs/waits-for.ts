import { readAdmission } from '../../db/admission.ts'
import type { Db } from '../../db/client.ts'
import type { JobRow } from '../../db/replication-jobs.ts'
import { planAdmission, type Blocked } from '../../domain/admission-plan.ts'

/** By job, what keeps it from beginning; read only where one of them waits. */
export async function waitsFor(db: Db, jobs: readonly JobRow[]): Promise<ReadonlyMap<string, string>> {
  if (!jobs.some(isWaiting)) return new Map()
  const facts = await readAdmission(db, 0)
  const { blocked } = planAdmission(facts)
  const name = (targetId: string) => facts.names.get(targetId) ?? 'an appliance'
  return new Map(
    jobs.filter(isWaiting).map(({ id }) => {
      const because = blocked.get(id)
      return [id, because ? `Waits for its turn: ${sentence(because, name)}` : 'Waits for its turn']
    }),
  )
}

function isWaiting({ status, admittedAt, protectionGroupId, nextAttemptAt }: JobRow): boolean {
  if (admittedAt || !protectionGroupId) return false
  return status === 'queued' || (status === 'retrying' && (nextAttemptAt?.getTime() ?? 0) <= Date.now())
}

function sentence(because: Blocked, name: (targetId: string) => string): string {
  const count = `${because.used} of ${because.limit} transfer${because.limit === 1 ? '' : 's'}`
  return because.by === 'link'
    ? `${count} on the link ${name(because.sourceTargetId)} → ${name(because.drTargetId)}`
    : `${count} from and to ${name(because.targetId)}`
}
