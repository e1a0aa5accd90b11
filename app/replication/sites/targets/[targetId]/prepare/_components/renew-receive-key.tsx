'use client'

import { useActionState } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { renewReceiveKeyAction } from '../actions'

export function RenewReceiveKey(props: { id: string; name: string; first: boolean; because: string | undefined }) {
  const { id, name, first, because } = props
  const [state, action] = useActionState(renewReceiveKeyAction.bind(null, id), null)
  const label = first ? 'Make a receive key' : 'Make a new receive key'
  return (
    <DialogButton label={label} title={`${label} for ${name}?`} because={because}>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <p>
        {first
          ? 'Sources can send to this appliance once the commands with the new key have been run there.'
          : 'Zerfaux forgets the key that it has. Direct transfers to this appliance fail until the commands with the new key have been run there.'}
      </p>
      <form action={action}>
        <div className="actions">
          <CloseDialog />
          <Submit kind="primary" pending="Making …">
            {label}
          </Submit>
        </div>
      </form>
    </DialogButton>
  )
}
