import type { JobKind } from './job-kind.ts'
import type { JobStatus } from './job-status.ts'
import type { JournalError } from './journal.ts'
import { finding, type Finding } from './alert-finding.ts'
import { replicaModifiedFinding } from './replica-modified-finding.ts'

/** A job that has not ended. */
export type JobAlertFacts = {
  readonly id: string
  readonly kind: JobKind
  readonly status: JobStatus
  readonly groupId: string | null
  readonly targetId: string | null
  /** Name of what it is about; null when that is gone. */
  readonly subject: string | null
  readonly error: JournalError | null
}

const deeds = {
  replicate: 'Replicating',
  sync_inventory: 'Reading the inventory of',
  repair_replica: 'Repairing the replica of',
  release_leftovers: 'Releasing leftovers at',
  move_to_protection_datastore: 'Moving',
  create_dr_shell: 'Creating the DR shell of',
  remove_dr_shell: 'Removing the DR shell of',
} as const satisfies Record<JobKind, string>

export function jobFinding(job: JobAlertFacts): Finding | null {
  if (job.status !== 'needs_operator' && job.status !== 'stuck') return null
  const { groupId, targetId, id: jobId } = job
  const subject = job.subject ?? (job.kind === 'release_leftovers' ? 'the sites' : 'a removed object')
  const found = job.error?.message ?? 'The job does not say why'
  if (job.error?.code === 'replica_modified' && groupId !== null) {
    return replicaModifiedFinding(groupId, { subject, message: found, hint: job.error.hint ?? null, jobId })
  }
  const stuck = job.status === 'stuck'
  return finding({
    kind: 'job_needs_operator',
    severity: stuck || job.kind === 'replicate' ? 'critical' : 'warning',
    fingerprint: `job:${jobId}`,
    subject,
    message: `${deeds[job.kind]} ${subject} ${stuck ? 'could not be undone' : 'waits for a decision'}: ${found}`,
    hint: job.error?.hint ?? 'Open the job, then retry or cancel it.',
    groupId,
    targetId,
    jobId,
    facts: { code: job.error?.code ?? null },
  })
}
