'use client'

import Link from 'next/link'
import { useActionState } from 'react'
import { Badge } from '@/app/_ui/badge'
import { percent, rate, size } from '@/app/_ui/format'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import type { JobView } from '@/lib/services/jobs/job-view'
import { jobLooks } from '../../../../_components/job-look'
import { useJob } from '../../../../_components/use-job'
import { cancelMoveAction } from '../actions'

type Row = { readonly job: JobView; readonly because: string | undefined }

/** One that is under way: its own stream shows every change. */
export function StreamedMoveRow({ initial, because }: { initial: JobView; because: string | undefined }) {
  const { job } = useJob(initial)
  return <MoveRow job={job} because={because} />
}

export function MoveRow({ job, because }: Row) {
  const [state, cancel] = useActionState(cancelMoveAction.bind(null, job.id), null)
  const name = job.subject ?? 'VM'
  return (
    <tr>
      <th scope="row">
        <Link href={`/replication/jobs/${job.id}`}>{name}</Link>
      </th>
      <td>
        <Badge look={jobLooks[job.status]} />
      </td>
      <td className="moved">
        <progress value={percentOf(job)} max={100} aria-label={`Moved of ${name}`} />
        <span className="quiet">
          {size(job.bytesDone)} of {size(job.bytesTotal)}
          {job.bytesPerSecond !== null && `, ${rate(job.bytesPerSecond)}`}
        </span>
      </td>
      <td className="wrap">{state?.problem ? <ProblemNotice problem={state.problem} /> : now(job)}</td>
      <td className="fits">
        {!job.settled && (
          <form action={cancel}>
            <Submit
              size="small"
              kind="danger"
              terse
              label={`Cancel the move of ${name}`}
              pending="Cancelling …"
              because={because ?? (job.can.cancel.ok ? undefined : job.can.cancel.because)}
            >
              Cancel
            </Submit>
          </form>
        )}
      </td>
    </tr>
  )
}

function percentOf({ status, bytesDone, bytesTotal }: JobView): number {
  return status === 'succeeded' ? 100 : (percent(bytesDone, bytesTotal) ?? 0)
}

function now({ steps, error, waitsFor, settled, status }: JobView): string {
  if (error) return [error.message, error.hint].filter(Boolean).join('. ')
  if (waitsFor) return waitsFor
  if (settled) return status === 'succeeded' ? 'Moved, read again and recorded' : '–'
  return steps.findLast(({ status: step }) => step === 'running' || step === 'done')?.title ?? 'Waits for its turn'
}
