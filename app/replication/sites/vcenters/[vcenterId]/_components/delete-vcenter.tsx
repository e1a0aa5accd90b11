'use client'

import { useActionState } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { count } from '@/app/_ui/format'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { deleteVcenterAction } from '../../actions'

export function DeleteVcenter(props: { id: string; name: string; vms: number; because: string | undefined }) {
  const { id, name, vms, because } = props
  const [state, action] = useActionState(deleteVcenterAction.bind(null, id), null)
  return (
    <DialogButton label="Delete" title={`Delete ${name}?`} kind="danger" because={because}>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <p>
        Zerfaux forgets this connection, its password and the {count(vms, 'VM')} it read there. Nothing changes in the
        vCenter itself. It is refused while a protection group uses it.
      </p>
      <form action={action}>
        <div className="actions">
          <CloseDialog />
          <Submit kind="danger" pending="Deleting …">
            Delete vCenter
          </Submit>
        </div>
      </form>
    </DialogButton>
  )
}
