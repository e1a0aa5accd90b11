'use client'

import { useActionState } from 'react'
import { Submit } from '@/app/_ui/submit'
import { acknowledgeAction } from '../actions'

/** Takes the alert out of what needs somebody; it stays open until its cause is gone. */
export function Acknowledge(props: { id: string; subject: string; because: string | undefined; terse?: boolean }) {
  const { id, subject, because, terse = false } = props
  const [state, action] = useActionState(acknowledgeAction.bind(null, id), null)
  return (
    <form action={action} className="actions">
      {state?.problem && <output className="field-error">{state.problem.detail}</output>}
      <Submit
        {...(terse ? { size: 'small' as const } : {})}
        terse={terse}
        label={`Acknowledge ${subject}`}
        pending="Acknowledging …"
        because={because}
      >
        Acknowledge
      </Submit>
    </form>
  )
}
