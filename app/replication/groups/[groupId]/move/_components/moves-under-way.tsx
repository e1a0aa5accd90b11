'use client'

import Link from 'next/link'
import { useActionState } from 'react'
import useSWR from 'swr'
import { fetchJson } from '@/app/_ui/fetch-json'
import { percent, size } from '@/app/_ui/format'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { TableBox } from '@/app/_ui/table-box'
import type { BatchView } from '@/lib/services/batches/batch-view'
import { restOfBatch } from '../../_components/rest-of-batch'
import { stopMovesAction } from '../actions'
import { MoveRow, StreamedMoveRow } from './move-row'

const AGAIN_MS = 1_500
/** A browser has six connections to a server over HTTP/1.1, and other tabs want some as well. */
const STREAMS = 3

type Props = {
  readonly initial: BatchView
  readonly resultHref: string
  /** Why this person may not stop or cancel anything. */
  readonly because: string | undefined
}

/** The batch is asked for now and then; what is under way tells of itself. */
export function MovesUnderWay({ initial, resultHref, because }: Props) {
  const { data: batch = initial } = useSWR<BatchView>(`/api/replication/batches/${initial.id}`, fetchJson, {
    fallbackData: initial,
    refreshInterval: (latest) => ((latest ?? initial).settled ? 0 : AGAIN_MS),
  })
  const [state, stop] = useActionState(stopMovesAction.bind(null, initial.id), null)
  const done = batch.counts.succeeded ?? 0
  const streamed = new Set(
    batch.jobs
      .filter(({ status }) => status === 'running')
      .slice(0, STREAMS)
      .map(({ id }) => id),
  )
  const bytes = percent(batch.bytesDone, batch.bytesTotal)
  return (
    <div className="section">
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <p className="sentence" aria-live="polite">
        {done} of {batch.total} VMs are moved and read again{restOfBatch(batch)}
      </p>
      <progress value={bytes ?? 0} max={100} aria-label="All moves together" />
      <p className="quiet">
        {batch.bytesTotal === null ? size(batch.bytesDone) : `${size(batch.bytesDone)} of ${size(batch.bytesTotal)}`},
        as the vCenter’s percentages say
      </p>
      <TableBox label="Progress of each VM">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">VM</th>
              <th scope="col">State</th>
              <th scope="col">Moved</th>
              <th scope="col">Now</th>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {batch.jobs.map((job) =>
              streamed.has(job.id) ? (
                <StreamedMoveRow key={job.id} initial={job} because={because} />
              ) : (
                <MoveRow key={job.id} job={job} because={because} />
              ),
            )}
          </tbody>
        </table>
      </TableBox>
      <div className="actions">
        <Link className="button" data-kind={batch.settled ? 'primary' : undefined} href={resultHref}>
          What was re-read
        </Link>
        {!batch.settled && (
          <form action={stop} className="actions">
            <Submit
              kind="danger"
              pending="Stopping …"
              because={because ?? (batch.can.stop.ok ? undefined : batch.can.stop.because)}
            >
              Stop after those under way
            </Submit>
          </form>
        )}
      </div>
    </div>
  )
}
