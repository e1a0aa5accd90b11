'use client'

type Props = {
  readonly name: string
  readonly label: string
  readonly value: string | null
  readonly options: readonly string[]
  readonly onChange: (value: string | null) => void
}

/** A network that is gone from the vCenter stays choosable while it is what was chosen. */
export function NetworkSelect({ name, label, value, options, onChange }: Props) {
  const gone = value !== null && !options.includes(value)
  return (
    <select
      className="input"
      name={name}
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value || null)}
    >
      <option value="">No network</option>
      {gone && <option value={value}>{value} (gone)</option>}
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  )
}
