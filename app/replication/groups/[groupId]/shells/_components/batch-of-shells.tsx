'use client'

import { useActionState } from 'react'
import useSWR from 'swr'
import { fetchJson } from '@/app/_ui/fetch-json'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { TableBox } from '@/app/_ui/table-box'
import type { BatchView } from '@/lib/services/batches/batch-view'
import { restOfBatch } from '../../_components/rest-of-batch'
import { stopShellsAction } from '../actions'
import { ShellRow } from './shell-row'

const AGAIN_MS = 1_500

/** One question for all of them: a browser has no streams for fifty jobs. */
export function BatchOfShells({ initial, because }: { initial: BatchView; because: string | undefined }) {
  const { data = initial } = useSWR<BatchView>(`/api/replication/batches/${initial.id}`, fetchJson, {
    fallbackData: initial,
    refreshInterval: (latest) => ((latest ?? initial).settled ? 0 : AGAIN_MS),
  })
  const [state, stop] = useActionState(stopShellsAction.bind(null, initial.id), null)
  const done = data.counts.succeeded ?? 0
  const refused = data.can.stop.ok ? because : (because ?? data.can.stop.because)
  return (
    <div className="section">
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <p className="sentence" aria-live="polite">
        {done} of {data.total} shells are made and read back{restOfBatch(data)}
      </p>
      <progress value={done} max={data.total} aria-label="Shells made" />
      <TableBox label="Progress of each shell">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">VM</th>
              <th scope="col">State</th>
              <th scope="col">Now</th>
              <th scope="col">Read back</th>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.jobs.map((job) => (
              <ShellRow key={job.id} job={job} because={because} />
            ))}
          </tbody>
        </table>
      </TableBox>
      {!data.settled && (
        <form action={stop} className="actions">
          <Submit kind="danger" pending="Stopping …" because={refused}>
            Stop after those under way
          </Submit>
        </form>
      )}
    </div>
  )
}
