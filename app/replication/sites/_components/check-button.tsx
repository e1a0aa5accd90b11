'use client'

import { useActionState } from 'react'
import { Submit } from '@/app/_ui/submit'
import { checkTargetAction } from '../targets/actions'

export function CheckButton(props: { id: string; name: string; because: string | undefined; terse?: boolean }) {
  const { id, name, because, terse = false } = props
  const [state, action] = useActionState(checkTargetAction.bind(null, id), null)
  return (
    <form action={action} className="actions">
      <output className={state?.problem ? 'field-error' : 'reason'}>
        {state?.problem ? `${state.problem.detail} ${state.problem.hint ?? ''}` : state?.done}
      </output>
      <Submit
        {...(terse ? { size: 'small' as const } : { kind: 'primary' as const })}
        terse={terse}
        label={`Check ${name}`}
        pending="Checking …"
        because={because}
      >
        Check
      </Submit>
    </form>
  )
}
