'use client'

import { useActionState } from 'react'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import type { Retention } from '@/lib/domain/retention'
import { saveRetentionAction } from '../actions'

export function SaveRetention(props: {
  readonly id: string
  readonly retention: Retention
  readonly because: string | undefined
}) {
  const [state, action] = useActionState(saveRetentionAction.bind(null, props.id, props.retention), null)
  return (
    <form action={action} className="stack">
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <p>Saving removes nothing by itself: the next run prunes by it.</p>
      <div className="actions">
        <Submit kind="primary" pending="Saving …" because={props.because}>
          Save this retention
        </Submit>
      </div>
    </form>
  )
}
