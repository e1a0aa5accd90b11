'use client'

import { useActionState } from 'react'
import { Submit } from '@/app/_ui/submit'
import { testChannelAction } from '../actions'

export function TestChannel({ id, name }: { id: string; name: string }) {
  const [state, action] = useActionState(testChannelAction.bind(null, id), null)
  return (
    <form action={action} className="actions">
      <output className={state?.problem ? 'field-error' : 'reason'}>
        {state?.problem ? `${state.problem.detail}. ${state.problem.hint ?? ''}` : state?.done}
      </output>
      <Submit size="small" label={`Test ${name}`} pending="Sending …">
        Test
      </Submit>
    </form>
  )
}
