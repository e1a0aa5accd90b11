'use client'

import Link from 'next/link'
import { useActionState } from 'react'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { repairAction } from '../actions'

export function RunRepair(props: {
  readonly groupId: string
  readonly planId: string
  readonly way: string
  readonly adopt: string | undefined
  readonly label: string
  readonly because: string | undefined
  readonly backHref: string
}) {
  const [state, action] = useActionState(repairAction.bind(null, props.groupId), null)
  return (
    <form action={action} className="section">
      {state?.problem && <ProblemNotice problem={state.problem} />}
      <input type="hidden" name="plan_id" value={props.planId} />
      <input type="hidden" name="way" value={props.way} />
      {props.adopt !== undefined && <input type="hidden" name="adopt_dataset" value={props.adopt} />}
      <div className="actions">
        <Submit kind="primary" pending="Starting …" because={props.because}>
          {props.label}
        </Submit>
        <Link className="button" href={props.backHref}>
          Back
        </Link>
      </div>
    </form>
  )
}
