'use client'

import { useActionState } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import type { Role } from '@/lib/domain/role'
import type { JobView } from '@/lib/services/jobs/job-view'
import { because } from '../../../_components/because'
import { cancelJobAction, retryJobAction } from '../actions'

/** Only what exists for a job in this state; a job that has ended has none. */
export function JobActions({ job, role }: { job: JobView; role: Role }) {
  const [retried, retry] = useActionState(retryJobAction.bind(null, job.id), null)
  const [cancelled, cancel] = useActionState(cancelJobAction.bind(null, job.id), null)
  if (job.settled) return null
  const problem = retried?.problem ?? cancelled?.problem
  return (
    <div className="section">
      {problem && <ProblemNotice problem={problem} />}
      <div className="actions">
        {job.can.retry.ok && (
          <form action={retry} className="actions">
            <Submit kind="primary" pending="Retrying …" because={because(role, 'operator')}>
              Retry
            </Submit>
          </form>
        )}
        <DialogButton
          label="Cancel job"
          title="Cancel this job?"
          kind="danger"
          because={because(role, 'operator', job.can.cancel)}
        >
          <p>{consequence(job)}</p>
          <form action={cancel}>
            <div className="actions">
              <CloseDialog label="Let it go on" />
              <Submit kind="danger" pending="Cancelling …">
                Cancel the job
              </Submit>
            </div>
          </form>
        </DialogButton>
        {!job.can.cancel.ok && <span className="reason">{job.can.cancel.because}</span>}
      </div>
    </div>
  )
}

function consequence({ kind, status }: JobView): string {
  if (status === 'queued') return 'It has not begun: nothing needs to be undone.'
  if (kind === 'sync_inventory') return 'The inventory stays as it was after the last sync that ended.'
  return (
    'The transfer stops within seconds and what the job had begun is undone. Recovery points that are already ' +
    'verified on the target stay. The next run starts from the newest of them.'
  )
}
