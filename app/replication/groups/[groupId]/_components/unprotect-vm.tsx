'use client'

import { useActionState } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { unprotectVmAction } from '../actions'
import { removeShellAction } from '../shells/actions'

type Props = {
  readonly id: string
  readonly name: string
  /** In the DR vCenter. */
  readonly hasShell: boolean
  readonly because: string | undefined
}

export function UnprotectVm({ id, name, hasShell, because }: Props) {
  const [kept, unprotect] = useActionState(unprotectVmAction.bind(null, id), null)
  const [removed, unprotectAndRemove] = useActionState(removeShellAction.bind(null, id, true), null)
  const problem = kept?.problem ?? removed?.problem
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
      {problem && <ProblemNotice problem={problem} />}
      <p>It will not be recovered with the group any more. Its data stays in the dataset and in the recovery points.</p>
      {hasShell && (
        <p>
          Its DR shell stays in the DR vCenter and is listed under Leftovers, unless it is removed with it: one that is
          empty and off is deleted.
        </p>
      )}
      <div className="actions">
        <CloseDialog />
        {hasShell && (
          <form action={unprotectAndRemove}>
            <Submit kind="danger" pending="Removing …">
              Remove VM and its shell
            </Submit>
          </form>
        )}
        <form action={unprotect}>
          <Submit kind="danger" pending="Removing …">
            Remove VM
          </Submit>
        </form>
      </div>
    </DialogButton>
  )
}
