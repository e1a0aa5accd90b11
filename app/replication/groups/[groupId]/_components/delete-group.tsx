'use client'

import { useActionState } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { count } from '@/app/_ui/format'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import type { GroupView } from '@/lib/services/protection-groups/group-view'
import { deleteGroupAction } from '../actions'

type Subject = Pick<
  GroupView,
  'id' | 'name' | 'protectedVmCount' | 'recoveryPointCount' | 'sourceDataset' | 'drDataset'
>

export function DeleteGroup({ group, because }: { group: Subject; because: string | undefined }) {
  const [state, action] = useActionState(deleteGroupAction.bind(null, group.id), null)
  return (
    <DialogButton label="Delete" title={`Delete ${group.name}?`} kind="danger" because={because}>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <p>
        {count(group.protectedVmCount, 'VM')} will no longer be protected, and Zerfaux forgets{' '}
        {count(group.recoveryPointCount, 'recovery point')} and the jobs of this group.
      </p>
      <p>
        What lies on the appliances stays: the datasets <code>{group.sourceDataset}</code> and{' '}
        <code>{group.drDataset}</code> with their snapshots and holds. Removing them is up to you.
      </p>
      <form action={action}>
        <div className="actions">
          <CloseDialog />
          <Submit kind="danger" pending="Deleting …">
            Delete protection group
          </Submit>
        </div>
      </form>
    </DialogButton>
  )
}
