/** A probe's input from a form that holds more. */
export function onlyAddress(data: FormData): FormData {
  const some = new FormData()
  for (const name of ['host', 'port']) some.append(name, String(data.get(name) ?? ''))
  return some
}
