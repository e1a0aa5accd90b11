'use client'

import { useActionState, useEffect, useRef } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { Field } from '@/app/_ui/field'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { takePointAction } from '../actions'

/** A run whose recovery point bears an operator's own word: "before upgrade". */
export function TakePoint({ id, because }: { id: string; because: string | undefined }) {
  const [state, action] = useActionState(takePointAction.bind(null, id), null)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (state?.done) form.current?.closest('dialog')?.close()
  }, [state])
  return (
    <DialogButton label="Take recovery point …" title="Take a labelled recovery point" because={because}>
      <form action={action} ref={form} className="form" noValidate>
        {state?.problem && <ProblemNotice problem={state.problem} />}
        <p>
          Runs the group now. The recovery point is made also when nothing has changed, and retention treats it like any
          other: pin it to keep it longer.
        </p>
        <Field
          label="Label"
          name="label"
          state={state}
          placeholder="before upgrade"
          hint="One line of at most 80 characters"
          required
        />
        <div className="actions">
          <CloseDialog label="Not now" />
          <Submit kind="primary" pending="Starting …">
            Take recovery point
          </Submit>
        </div>
      </form>
    </DialogButton>
  )
}
