'use client'

import { useId, type ReactNode } from 'react'
import { useFormStatus } from 'react-dom'

/** Disabled with the reason shown, rather than hidden. `terse`: the reason on hover and to screen readers, for rows. */
export function Submit(props: {
  readonly children: ReactNode
  readonly pending?: string
  /** Where the form's own status does not tell. */
  readonly busy?: boolean
  readonly kind?: 'primary' | 'danger' | 'quiet'
  readonly size?: 'small' | 'icon'
  readonly because?: string | undefined
  readonly terse?: boolean
  readonly label?: string
}) {
  const status = useFormStatus()
  const pending = status.pending || props.busy === true
  const reasonId = useId()
  const refused = props.because !== undefined
  return (
    <>
      <button
        type="submit"
        className="button"
        data-kind={props.kind}
        data-size={props.size}
        disabled={pending || refused}
        aria-label={props.label}
        title={props.terse ? (props.because ?? props.label) : undefined}
        aria-describedby={refused ? reasonId : undefined}
      >
        {pending && props.pending ? props.pending : props.children}
      </button>
      {refused && (
        <span id={reasonId} className={props.terse ? 'visually-hidden' : 'reason'}>
          {props.because}
        </span>
      )}
    </>
  )
}
