import type { Db } from '../../db/client.ts'
import { listActiveJobsOfVms, type JobListRow } from '../../db/replication-jobs.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import type { JobKind } from '../../domain/job-kind.ts'

export const WAIT = 'Wait until it has ended, or cancel it first.'
const NAMED = 5

const deeds: Record<JobKind, string> = {
  replicate: 'replication',
  sync_inventory: 'inventory',
  repair_replica: 'repair',
  release_leftovers: 'release of leftovers',
  move_to_protection_datastore: 'move',
  create_dr_shell: 'DR shell',
  remove_dr_shell: 'removal of the DR shell',
}

/**
 * A job that goes on about a VM which nobody knows any more would leave its work behind, and one that was
 * planned would not heed what is chosen now.
 *
 * @param of only jobs of these kinds
 * @throws ZerfauxError `conflict` that names the job and who asked for it
 */
export async function refuseWhileAtWork(tx: Db, protectedVmId: string, of?: readonly JobKind[]): Promise<void> {
  const active = await listActiveJobsOfVms(tx, [protectedVmId])
  const inTheWay = active.filter(({ kind }) => of?.includes(kind) ?? true)
  if (inTheWay.length > 0) throw conflictWith(inTheWay)
}

/** What to say when jobs of these VMs were refused since others are under way. */
export async function underWay(tx: Db, protectedVmIds: readonly string[]): Promise<ZerfauxError> {
  const active = await listActiveJobsOfVms(tx, protectedVmIds)
  if (active.length > 0) return conflictWith(active)
  // It ended between the refusal and this look.
  return new ZerfauxError('conflict', 'Another job of the VM has just ended', { hint: 'Try again.' })
}

function conflictWith(active: readonly JobListRow[]): ZerfauxError {
  const by = (who: string) => who.replace(/^\w+:/, '')
  const named = active
    .slice(0, NAMED)
    .map(({ subject, kind, requestedBy: who }) => `${subject ?? 'A VM'} (${deeds[kind]}, asked for by ${by(who)})`)
  const others = active.length > NAMED ? ` and ${active.length - NAMED} more` : ''
  const verb = active.length === 1 ? 'already has a job under way' : 'already have jobs under way'
  return new ZerfauxError('conflict', `${named.join(', ')}${others} ${verb}`, {
    hint: active.length === 1 ? WAIT : 'Leave these out, wait until their jobs have ended, or cancel those first.',
    ...(active[0] && { facts: { jobId: active[0].id } }),
  })
}
