'use client'

import Link from 'next/link'
import { useActionState } from 'react'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { cancelJobAction } from '../../../../jobs/[jobId]/actions'

/** The run that failed still waits for a decision; a repair is that decision. */
export function CancelFirst({ jobId, because }: { jobId: string; because: string | undefined }) {
  const [state, action] = useActionState(cancelJobAction.bind(null, jobId), null)
  return (
    <div className="notice" data-tone="warning">
      <p>
        <strong>A job of this group is under way, or waits for you.</strong> Repairing can begin when it has ended.
        Cancelling it touches no verified recovery point.
      </p>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      {state?.done && <output>{state.done} Reload the page in a moment.</output>}
      <form action={action} className="actions">
        <Submit pending="Cancelling …" because={because}>
          Cancel that job
        </Submit>
        <Link href={`/replication/jobs/${jobId}`}>Look at the job</Link>
      </form>
    </div>
  )
}
