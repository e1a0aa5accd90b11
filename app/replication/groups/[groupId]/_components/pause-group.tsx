'use client'

import { useActionState } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { duration } from '@/app/_ui/format'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import type { GroupView } from '@/lib/services/protection-groups/group-view'
import { pauseGroupAction, resumeGroupAction } from '../schedule-actions'

type Subject = Pick<GroupView, 'id' | 'name' | 'state' | 'activeJobId' | 'rpo'>

/** The one of the two that there is something to do for. */
export function PauseGroup({ group, because }: { group: Subject; because: string | undefined }) {
  return group.state === 'paused' ? (
    <Resume group={group} because={because} />
  ) : (
    <Pause group={group} because={because} />
  )
}

function Pause({ group, because }: { group: Subject; because: string | undefined }) {
  const [state, action] = useActionState(pauseGroupAction.bind(null, group.id), null)
  return (
    <DialogButton label="Pause" title={`Pause ${group.name}?`} because={because}>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <p>
        No run starts any more, neither by itself nor on demand, until somebody resumes the group.
        {group.activeJobId && ' The run that is under way is finished.'}
      </p>
      <p>
        Its newest recovery point gets older meanwhile, and nobody is alerted: the objective of{' '}
        {duration(group.rpo.objectiveSeconds)} does not count while the group is paused.
      </p>
      <form action={action}>
        <div className="actions">
          <CloseDialog label="Keep it running" />
          <Submit kind="danger" pending="Pausing …">
            Pause protection group
          </Submit>
        </div>
      </form>
    </DialogButton>
  )
}

function Resume({ group, because }: { group: Subject; because: string | undefined }) {
  const [state, action] = useActionState(resumeGroupAction.bind(null, group.id), null)
  return (
    <form action={action} className="actions">
      {state?.problem && (
        <span role="alert" className="field-error">
          {state.problem.detail} {state.problem.hint}
        </span>
      )}
      <Submit pending="Resuming …" because={because}>
        Resume
      </Submit>
    </form>
  )
}
