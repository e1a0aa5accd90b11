'use client'

import { useActionState } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { deleteTargetAction } from '../../actions'

export function DeleteTarget(props: { id: string; name: string; because: string | undefined }) {
  const { id, name, because } = props
  const [state, action] = useActionState(deleteTargetAction.bind(null, id), null)
  return (
    <DialogButton label="Delete" title={`Delete ${name}?`} kind="danger" because={because}>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <p>
        Zerfaux forgets this appliance and the key or password stored for it. What lies on the appliance stays:
        datasets, snapshots and holds. It is refused while a protection group uses it.
      </p>
      <form action={action}>
        <div className="actions">
          <CloseDialog />
          <Submit kind="danger" pending="Deleting …">
            Delete replication target
          </Submit>
        </div>
      </form>
    </DialogButton>
  )
}
