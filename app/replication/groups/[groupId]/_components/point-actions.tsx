'use client'

import { useActionState, useEffect, useRef, type ReactNode } from 'react'
import { CloseDialog, DialogButton } from '@/app/_ui/dialog'
import { Field } from '@/app/_ui/field'
import type { FormState } from '@/app/_ui/form-state'
import { ProblemNotice } from '@/app/_ui/problem-notice'
import { Submit } from '@/app/_ui/submit'
import { labelAction, pinAction, unpinAction } from '../point-actions'

type Point = {
  readonly id: string
  readonly snapshotName: string
  readonly label: string | null
  readonly pinReason: string | null
  readonly pinned: boolean
}
type Props = { readonly point: Point; readonly mayChange: string | undefined; readonly mayUnpin: string | undefined }

/** Pin, unpin and label one recovery point. */
export function PointActions({ point, mayChange, mayUnpin }: Props) {
  return (
    <span className="actions">
      {point.pinned ? <Unpin point={point} because={mayUnpin} /> : <Pin point={point} because={mayChange} />}
      <Label point={point} because={mayChange} />
    </span>
  )
}

type One = { readonly point: Point; readonly because: string | undefined }

function Pin({ point, because }: One) {
  const [state, action] = useActionState(pinAction.bind(null, point.id), null)
  return (
    <PointDialog verb="Pin" point={point} title="Keep this recovery point?" because={because} state={state}>
      {(form) => (
        <form action={action} ref={form} className="form" noValidate>
          <p>
            A hold is placed on its snapshot on the target. Until an admin unpins it, retention passes it over and the
            space that it takes stays taken; the group cannot be deleted.
          </p>
          <Field
            id={`pin-${point.id}`}
            label="Reason"
            name="reason"
            state={state}
            hint="For whoever asks later what it is kept for"
            required
          />
          <div className="actions">
            <CloseDialog label="Not now" />
            <Submit kind="primary" pending="Pinning …">
              Pin recovery point
            </Submit>
          </div>
        </form>
      )}
    </PointDialog>
  )
}

function Unpin({ point, because }: One) {
  const [state, action] = useActionState(unpinAction.bind(null, point.id), null)
  return (
    <PointDialog verb="Unpin" point={point} title="End the legal hold?" because={because} state={state}>
      {(form) => (
        <form action={action} ref={form} className="form">
          <p>
            It was pinned for: <strong>{point.pinReason}</strong>
          </p>
          <p>The hold on the target is released. If no rule of retention keeps the point, the next run removes it.</p>
          <div className="actions">
            <CloseDialog />
            <Submit kind="danger" pending="Unpinning …">
              Unpin recovery point
            </Submit>
          </div>
        </form>
      )}
    </PointDialog>
  )
}

function Label({ point, because }: One) {
  const [state, action] = useActionState(labelAction.bind(null, point.id), null)
  return (
    <PointDialog verb="Label" point={point} title="A word of your own for it" because={because} state={state}>
      {(form) => (
        <form action={action} ref={form} className="form" noValidate>
          <p>A label is for people: it keeps nothing. Pin the point to keep it.</p>
          <Field
            id={`label-${point.id}`}
            label="Label"
            name="label"
            state={state}
            initial={point.label}
            hint="One line of at most 80 characters; empty takes it away"
          />
          <div className="actions">
            <CloseDialog label="Not now" />
            <Submit kind="primary" pending="Saving …">
              Save label
            </Submit>
          </div>
        </form>
      )}
    </PointDialog>
  )
}

/** A dialog that ends by itself once the deed is done. */
function PointDialog(props: {
  readonly verb: string
  readonly title: string
  readonly point: Point
  readonly because: string | undefined
  readonly state: FormState
  readonly children: (form: React.RefObject<HTMLFormElement | null>) => ReactNode
}) {
  const { verb, title, point, because, state, children } = props
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (state?.done) form.current?.closest('dialog')?.close()
  }, [state])
  return (
    <DialogButton
      label={
        <>
          {verb}
          <span className="visually-hidden"> {point.snapshotName}</span>
        </>
      }
      title={title}
      kind="quiet"
      size="small"
      because={because}
    >
      <p className="mono">{point.snapshotName}</p>
      {state?.problem && <ProblemNotice problem={state.problem} />}
      {children(form)}
    </DialogButton>
  )
}
