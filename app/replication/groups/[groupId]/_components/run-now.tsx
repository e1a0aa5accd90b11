'use client'

import { useActionState } from 'react'
import { Submit } from '@/app/_ui/submit'
import { runNowAction } from '../actions'

export function RunNow({ id, because }: { id: string; because: string | undefined }) {
  const [state, action] = useActionState(runNowAction.bind(null, id), null)
  return (
    <form action={action} className="actions">
      {state?.problem && (
        <span role="alert" className="field-error">
          {state.problem.detail} {state.problem.hint}
        </span>
      )}
      <Submit kind="primary" pending="Starting …" because={because}>
        Run now
      </Submit>
    </form>
  )
}
