'use client'

import { useActionState } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { deleteChannelAction } from '../actions'

export function DeleteChannel({ id, name }: { id: string; name: string }) {
  const [state, action] = useActionState(deleteChannelAction.bind(null, id), null)
  return (
    <DialogButton
      label={
        <>
          Delete<span className="visually-hidden"> {name}</span>
        </>
      }
      title={`Delete ${name}?`}
      kind="quiet"
      size="small"
    >
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <p>
        Nothing is sent there from now on, recovery notices of open alerts included. Its password or signing secret is
        forgotten. The alerts themselves stay.
      </p>
      <form action={action}>
        <div className="actions">
          <CloseDialog />
          <Submit kind="danger" pending="Deleting …">
            Delete channel
          </Submit>
        </div>
      </form>
    </DialogButton>
  )
}
