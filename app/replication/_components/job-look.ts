import type { Look } from '@/app/_ui/tone'
import type { JobKind } from '@/lib/domain/job-kind'
import type { JobStatus } from '@/lib/domain/job-status'

export const jobLooks = {
  queued: { tone: 'neutral', shape: '○', label: 'Queued' },
  running: { tone: 'info', shape: '◐', label: 'Running', moving: true },
  retrying: { tone: 'warning', shape: '◆', label: 'Retrying' },
  needs_operator: { tone: 'critical', shape: '▲', label: 'Needs you' },
  rolling_back: { tone: 'warning', shape: '◐', label: 'Undoing', moving: true },
  stuck: { tone: 'critical', shape: '▲', label: 'Stuck' },
  succeeded: { tone: 'ok', shape: '●', label: 'Succeeded' },
  rolled_back: { tone: 'neutral', shape: '○', label: 'Undone' },
  cancelled: { tone: 'neutral', shape: '○', label: 'Cancelled' },
} as const satisfies Record<JobStatus, Look>

export const jobKindNames = {
  replicate: 'Replicate',
  sync_inventory: 'Sync inventory',
  repair_replica: 'Repair the replica of',
  release_leftovers: 'Release leftovers',
  move_to_protection_datastore: 'Move',
  create_dr_shell: 'Create the DR shell of',
  remove_dr_shell: 'Remove the DR shell of',
} as const satisfies Record<JobKind, string>

/** The state comes first: it is what shows in a narrow tab. */
export function jobPageTitle(job: { kind: JobKind; subject: string | null; status: JobStatus }): string {
  const { shape, label } = jobLooks[job.status]
  return `${shape} ${label} · ${jobTitle(job)}`
}

export function jobTitle({ kind, subject }: { kind: JobKind; subject: string | null }): string {
  return subject === null ? jobKindNames[kind] : `${jobKindNames[kind]} ${subject}`
}
