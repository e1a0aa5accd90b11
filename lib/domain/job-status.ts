/**
 * The life of a replication job. One table, read by the runner, the API and the UI.
 *
 *   queued ─▶ running ─▶ succeeded
 *     │        │ ▲
 *     │        │ ├── retrying         the failure may pass; runs again by itself
 *     │        │ └── needs_operator   someone must decide: retry, roll back or cancel
 *     │        ▼
 *     │    rolling_back ─▶ rolled_back | cancelled
 *     │        └─────────▶ stuck      an undo failed; someone must look
 *     └─▶ cancelled
 */
export const jobStatuses = [
  'queued',
  'running',
  'retrying',
  'needs_operator',
  'rolling_back',
  'stuck',
  'succeeded',
  'rolled_back',
  'cancelled',
] as const
export type JobStatus = (typeof jobStatuses)[number]

const followers: Record<JobStatus, readonly JobStatus[]> = {
  queued: ['running', 'cancelled'],
  // To itself: another worker takes over what a dead one had begun.
  running: ['running', 'succeeded', 'retrying', 'needs_operator', 'rolling_back'],
  retrying: ['running', 'rolling_back'],
  needs_operator: ['running', 'rolling_back'],
  rolling_back: ['rolling_back', 'rolled_back', 'cancelled', 'stuck'],
  stuck: ['rolling_back'],
  succeeded: [],
  rolled_back: [],
  cancelled: [],
}

export function canBecome(from: JobStatus, to: JobStatus): boolean {
  return followers[from].includes(to)
}

export function isSettled(status: JobStatus): boolean {
  return followers[status].length === 0
}

/** A worker has something to do without anybody deciding first. */
export function isForWorkers(status: JobStatus): boolean {
  return status === 'queued' || status === 'running' || status === 'retrying' || status === 'rolling_back'
}
