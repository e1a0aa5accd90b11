'use client'

import Link from 'next/link'
import { useActionState, type ReactNode } from 'react'
import { Badge } from '@/app/_ui/badge'
import { sentences } from '@/app/_ui/format'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import type { JobView } from '@/lib/services/jobs/job-view'
import { jobLooks } from '../../../_components/job-look'
import { cancelJobAction } from '../../../jobs/[jobId]/actions'

/** One job of a batch, with its own way to be cancelled. */
export function BatchJobRow(props: {
  readonly job: JobView
  /** What is cancelled: the move, the shell. */
  readonly deed: string
  /** What there is to say of one that succeeded. */
  readonly done: string
  readonly because: string | undefined
  /** Cells before and after what it is at. */
  readonly before?: ReactNode
  readonly after?: ReactNode
}) {
  const { job } = props
  const [state, cancel] = useActionState(cancelJobAction.bind(null, job.id), null)
  const name = job.subject ?? 'VM'
  return (
    <tr>
      <th scope="row">
        <Link href={`/replication/jobs/${job.id}`}>{name}</Link>
      </th>
      <td>
        <Badge look={jobLooks[job.status]} />
      </td>
      {props.before}
      <td className="wrap">{state?.problem ? <ProblemNotice problem={state.problem} /> : now(job, props.done)}</td>
      {props.after}
      <td className="fits">
        {!job.settled && (
          <form action={cancel}>
            <Submit
              size="small"
              kind="danger"
              terse
              label={`Cancel the ${props.deed} of ${name}`}
              pending="Cancelling …"
              because={props.because ?? (job.can.cancel.ok ? undefined : job.can.cancel.because)}
            >
              Cancel
            </Submit>
          </form>
        )}
      </td>
    </tr>
  )
}

function now({ steps, error, waitsFor, settled, status }: JobView, done: string): string {
  if (error) return sentences(error.message, error.hint)
  if (waitsFor) return waitsFor
  if (settled) return status === 'succeeded' ? done : '–'
  return steps.findLast(({ status: step }) => step === 'running' || step === 'done')?.title ?? 'Waits for its turn'
}
