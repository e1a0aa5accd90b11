'use client'

import { useId, useRef, type ReactNode } from 'react'

/** A button that opens a modal dialog. The browser's own: focus stays in, Escape closes, focus comes back. */
export function DialogButton(props: {
  readonly label: ReactNode
  readonly title: string
  readonly kind?: 'danger' | 'quiet'
  readonly size?: 'small'
  readonly because?: string | undefined
  readonly children: ReactNode
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  const reasonId = useId()
  return (
    <>
      <button
        type="button"
        className="button"
        data-kind={props.kind}
        data-size={props.size}
        disabled={props.because !== undefined}
        title={props.because}
        aria-describedby={props.because === undefined ? undefined : reasonId}
        onClick={() => dialog.current?.showModal()}
      >
        {props.label}
      </button>
      {props.because !== undefined && (
        <span id={reasonId} className="visually-hidden">
          {props.because}
        </span>
      )}
      <dialog ref={dialog} className="dialog" aria-labelledby={titleId}>
        <h2 id={titleId}>{props.title}</h2>
        {props.children}
      </dialog>
    </>
  )
}

export function CloseDialog({ label = 'Keep it' }: { label?: string }) {
  return (
    <button type="button" className="button" onClick={(event) => event.currentTarget.closest('dialog')?.close()}>
      {label}
    </button>
  )
}
