'use client'

import { useActionState } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { revokeTokenAction } from './actions'

export function RevokeToken({ id, name }: { id: string; name: string }) {
  const [state, action] = useActionState(revokeTokenAction.bind(null, id), null)
  return (
    <DialogButton
      label={
        <>
          Revoke<span className="visually-hidden"> {name}</span>
        </>
      }
      title={`Revoke ${name}?`}
      kind="quiet"
      size="small"
    >
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <p>Whatever uses this token is refused from now on. It cannot be made valid again.</p>
      <form action={action}>
        <div className="actions">
          <CloseDialog />
          <Submit kind="danger" pending="Revoking …">
            Revoke token
          </Submit>
        </div>
      </form>
    </DialogButton>
  )
}
