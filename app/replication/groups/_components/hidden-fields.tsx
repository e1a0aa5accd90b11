/** What other pages of a wizard asked, carried along. */
export function HiddenFields({
  values,
  except = [],
}: {
  values: Readonly<Record<string, string>>
  except?: readonly string[]
}) {
  return Object.entries(values)
    .filter(([name]) => !except.includes(name))
    .map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)
}
