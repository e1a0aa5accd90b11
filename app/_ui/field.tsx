import type { ReactNode } from 'react'
import type { FormState } from './form-state'

type Common = {
  readonly label: string
  /** The API's own name, so that its errors find their field. */
  readonly name: string
  /** Where a page shows several fields of one name. */
  readonly id?: string
  readonly state?: FormState
  readonly hint?: ReactNode
  readonly initial?: string | number | null | undefined
  readonly required?: boolean
  readonly disabled?: boolean
}

type Props = Common &
  (
    | {
        readonly kind?: 'text' | 'password' | 'number' | 'search'
        readonly autoComplete?: string
        readonly placeholder?: string
      }
    | { readonly kind: 'area'; readonly placeholder?: string }
    | {
        readonly kind: 'select'
        readonly options: readonly { value: string; label: string }[]
        readonly empty?: string
      }
  )

/** A label, its control, a hint, and what the API said about it. */
export function Field(props: Props) {
  const { label, name, state, hint, initial, required = false, disabled = false } = props
  const errors = state?.problem?.fields?.[name] ?? []
  const id = props.id ?? `field-${name.replaceAll('.', '-')}`
  const described = [hint && `${id}-hint`, errors.length > 0 && `${id}-error`].filter(Boolean).join(' ')
  const value = state?.values?.[name] ?? (initial === null || initial === undefined ? '' : String(initial))
  const control = {
    id,
    name,
    required,
    disabled,
    className: 'input',
    defaultValue: value,
    ...(errors.length > 0 && { 'aria-invalid': true }),
    ...(described && { 'aria-describedby': described }),
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {props.kind === 'select' ? (
        // A reset form forgets a select's default unless it is made anew.
        <select key={value} {...control}>
          {props.empty !== undefined && <option value="">{props.empty}</option>}
          {props.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : props.kind === 'area' ? (
        <textarea {...control} placeholder={props.placeholder} spellCheck={false} />
      ) : (
        <input
          {...control}
          type={props.kind === 'number' ? 'text' : (props.kind ?? 'text')}
          {...(props.kind === 'number' && { inputMode: 'numeric' as const })}
          autoComplete={props.autoComplete ?? 'off'}
          placeholder={props.placeholder}
          spellCheck={false}
        />
      )}
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      {errors.length > 0 && (
        <p id={`${id}-error`} className="field-error">
          {errors.join('. ')}
        </p>
      )}
    </div>
  )
}
