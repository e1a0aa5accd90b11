'use client'

import Link from 'next/link'
import { Field } from '@/app/_ui/field'
import { count } from '@/app/_ui/format'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { useKeptForm } from '@/app/_ui/use-kept-form'
import { LeftOut, type LeftOutVm } from '../../_components/left-out'
import { startMovesAction } from '../actions'

type Vm = { readonly protectedVmId: string; readonly name: string }
type Props = {
  readonly groupId: string
  readonly datastore: string
  /** Those that can be begun. */
  readonly free: readonly Vm[]
  /** Those that are not moved now. */
  readonly left: readonly LeftOutVm[]
  readonly backHref: string
  readonly because: string | undefined
}

export function StartMoves({ groupId, datastore, free, left, backHref, because }: Props) {
  const { state, busy, form } = useKeptForm(startMovesAction.bind(null, groupId))
  const nothing = free.length === 0 ? 'None of them can be moved now.' : undefined
  return (
    <form {...form} className="section" aria-label="Move">
      {state?.problem && <ProblemNotice problem={state.problem} />}
      {left.length > 0 && <LeftOut vms={left} />}
      {free.map(({ protectedVmId }) => (
        <input key={protectedVmId} type="hidden" name="vm" value={protectedVmId} />
      ))}
      <div className="form" data-short="true">
        <Field
          label="At a time"
          name="at_a_time"
          kind="number"
          state={state}
          initial={2}
          hint={`So many VMs are moved onto ${datastore} at once, 8 at most. The others wait for their turn.`}
        />
      </div>
      <div className="actions">
        <Submit busy={busy} kind="primary" pending="Starting …" because={because ?? nothing}>
          {free.length === 0 ? 'Move VMs' : `Move ${count(free.length, 'VM')}`}
        </Submit>
        <Link className="button" href={backHref}>
          Back
        </Link>
      </div>
    </form>
  )
}
