type Option = { readonly value: string; readonly label: string }

export function SearchFilter({ value, label, placeholder }: { value: string; label: string; placeholder?: string }) {
  return (
    <div className="field wide">
      <label htmlFor="filter-q">{label}</label>
      <input
        id="filter-q"
        name="q"
        type="search"
        className="input"
        defaultValue={value}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        data-filter=""
      />
    </div>
  )
}

export function SelectFilter(props: {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly any: string
  readonly options: readonly Option[]
  readonly first?: boolean
}) {
  const { name, label, value, any, options, first = false } = props
  return (
    <div className="field">
      <label htmlFor={`filter-${name}`}>{label}</label>
      <select
        id={`filter-${name}`}
        name={name}
        className="input"
        defaultValue={value}
        {...(first && { 'data-filter': '' })}
      >
        <option value="">{any}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}
