'use client'

import { useActionState } from 'react'
import { Field } from '@/app/_ui/field'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { Time } from '@/app/_ui/time'
import type { AlertPoint } from '@/lib/services/alerts/get-alert'
import { pinAction } from '../../../groups/[groupId]/point-actions'

/** The newest recovery point before the change: what a person would want to go back to. */
export function PinBefore({ point, because }: { point: AlertPoint; because: string | undefined }) {
  const [state, action] = useActionState(pinAction.bind(null, point.id), null)
  const gone = point.prunedAt === null ? because : 'Retention has removed it already.'
  return (
    <section className="section" aria-labelledby="pin-before">
      <h2 id="pin-before">The recovery point before it</h2>
      <p>
        Taken <Time at={point.takenAt} /> as <span className="mono break">{point.snapshotName}</span>.
      </p>
      {point.pinnedAt ? (
        <p>
          Pinned <Time at={point.pinnedAt} />: neither retention nor a command on the target removes it.
        </p>
      ) : (
        <form action={action} className="form" noValidate>
          {state?.problem && <ProblemNotice problem={state.problem} />}
          <Field label="Reason" name="reason" state={state} initial="before an unusual change" required />
          <div className="actions">
            <Submit kind="primary" pending="Pinning …" because={gone}>
              Pin this recovery point
            </Submit>
          </div>
        </form>
      )}
    </section>
  )
}
