'use client'

import Link from 'next/link'
import { useActionState } from 'react'
import { Badge } from '@/app/_ui/badge'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import type { JobView } from '@/lib/services/jobs/job-view'
import { jobLooks } from '../../../../_components/job-look'
import { cancelShellAction } from '../actions'

export function ShellRow({ job, because }: { job: JobView; because: string | undefined }) {
  const [state, cancel] = useActionState(cancelShellAction.bind(null, job.id), null)
  const name = job.subject ?? 'VM'
  return (
    <tr>
      <th scope="row">
        <Link href={`/replication/jobs/${job.id}`}>{name}</Link>
      </th>
      <td>
        <Badge look={jobLooks[job.status]} />
      </td>
      <td className="wrap">{state?.problem ? <ProblemNotice problem={state.problem} /> : now(job)}</td>
      <td className="wrap">{readBack(job)}</td>
      <td className="fits">
        {!job.settled && (
          <form action={cancel}>
            <Submit
              size="small"
              kind="danger"
              terse
              label={`Cancel the shell of ${name}`}
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

function now({ steps, error, waitsFor, settled }: JobView): string {
  if (error) return [error.message, error.hint].filter(Boolean).join('. ')
  if (waitsFor) return waitsFor
  if (settled) return '–'
  return steps.findLast(({ status }) => status === 'running' || status === 'done')?.title ?? 'Waits for its turn'
}

type Verified = { name: string; moref: string; home: string; cpus: number; nics: number; disks: number }

/** What the job saw when it read the VM again. */
function readBack({ result }: JobView): string {
  const verified = result?.['verified'] as Verified | undefined
  if (!verified) return '–'
  const { name, moref, home, cpus, nics, disks } = verified
  return `${name} (${moref}) at ${home}: ${cpus} CPUs, ${nics} NICs not connected, ${disks} disks`
}
