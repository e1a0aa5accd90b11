import Link from 'next/link'
import type { JobView } from '@/lib/services/jobs/job-view'

/** Failures of which the wizard knows the way out. */
const repairable = new Set(['diverged', 'replica_modified', 'resume_token_stale', 'snapshot_name_taken'])

/** Beside a failure that a repair cures; nothing otherwise. */
export function RepairLink({ job }: { job: Pick<JobView, 'groupId' | 'error' | 'kind'> }) {
  if (job.groupId === null || job.error === null || !repairable.has(job.error.code)) return null
  return (
    <p>
      <Link href={`/replication/groups/${job.groupId}/repair`}>Look at the replica and choose a safe way out</Link>
    </p>
  )
}
