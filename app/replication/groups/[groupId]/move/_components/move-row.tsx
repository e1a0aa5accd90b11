'use client'

import { percent, rate, size } from '@/app/_ui/format'
import type { JobView } from '@/lib/services/jobs/job-view'
import { useJob } from '../../../../_components/use-job'
import { BatchJobRow } from '../../_components/batch-job-row'

type Row = { readonly job: JobView; readonly because: string | undefined }

/** One that is under way: its own stream shows every change. */
export function StreamedMoveRow({ initial, because }: { initial: JobView; because: string | undefined }) {
  const { job } = useJob(initial)
  return <MoveRow job={job} because={because} />
}

export function MoveRow({ job, because }: Row) {
  const moved = (
    <td className="moved">
      <progress value={percentOf(job)} max={100} aria-label={`Moved of ${job.subject ?? 'VM'}`} />
      <span className="quiet">
        {isMoving(job) ? `${size(job.bytesDone)} of ${size(job.bytesTotal)}` : size(job.bytesTotal)}
        {job.bytesPerSecond !== null && `, ${rate(job.bytesPerSecond)}`}
      </span>
    </td>
  )
  return <BatchJobRow job={job} deed="move" done="Moved, read again and recorded" because={because} before={moved} />
}

/** Of one that failed or was cancelled nothing is moved, however far it got. */
function isMoving({ status, bytesDone }: JobView): boolean {
  return bytesDone !== null && (status === 'running' || status === 'succeeded')
}

function percentOf(job: JobView): number {
  if (job.status === 'succeeded') return 100
  return isMoving(job) ? (percent(job.bytesDone, job.bytesTotal) ?? 0) : 0
}
