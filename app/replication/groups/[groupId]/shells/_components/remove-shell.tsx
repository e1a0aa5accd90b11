'use client'

import { startTransition, useActionState } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { removeShellAction } from '../actions'

/** It stands inside a form of its own page, and a form cannot hold another. */
export function RemoveShell({ id, name, because }: { id: string; name: string; because: string | undefined }) {
  const [state, remove, pending] = useActionState(removeShellAction.bind(null, id, false), null)
  return (
    <DialogButton
      label={
        <>
          Remove shell<span className="visually-hidden"> of {name}</span>
        </>
      }
      title={`Remove the DR shell of ${name}?`}
      kind="quiet"
      size="small"
      because={because}
    >
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <p>
        The shell VM is deleted from the DR vCenter. It has no disks, so no data goes with it. One that runs or has
        disks is refused.
      </p>
      <div className="actions">
        <CloseDialog />
        <button
          type="button"
          className="button"
          data-kind="danger"
          disabled={pending}
          onClick={() => startTransition(remove)}
        >
          {pending ? 'Removing …' : 'Remove shell'}
        </button>
      </div>
    </DialogButton>
  )
}
