export type SearchParams = Readonly<Record<string, string | string[] | undefined>>

/** The first value of each parameter that a page knows; the rest of an address is nobody's business. */
export function pick<Name extends string>(params: SearchParams, names: readonly Name[]): Partial<Record<Name, string>> {
  const picked: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const value = [params[name]].flat()[0]
    if (value) picked[name] = value
  }
  return picked
}

/** An address with these parameters; empty ones are left out. */
export function withParams(path: string, params: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value)
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}
