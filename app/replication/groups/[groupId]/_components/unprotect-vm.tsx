'use client'

import { useActionState } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { unprotectVmAction } from '../actions'

export function UnprotectVm({ id, name, because }: { id: string; name: string; because: string | undefined }) {
  const [state, action] = useActionState(unprotectVmAction.bind(null, id), null)
  return (
    <DialogButton
      label={
        <>
          Remove<span className="visually-hidden"> {name}</span>
        </>
      }
      title={`Remove ${name} from this group?`}
      kind="quiet"
      size="small"
      because={because}
    >
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <p>It will not be recovered with the group any more. Its data stays in the dataset and in the recovery points.</p>
      <form action={action}>
        <div className="actions">
          <CloseDialog />
          <Submit kind="danger" pending="Removing …">
            Remove VM
          </Submit>
        </div>
      </form>
    </DialogButton>
  )
}
