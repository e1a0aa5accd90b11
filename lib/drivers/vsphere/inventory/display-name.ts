const escapes: Readonly<Record<string, string>> = { '%25': '%', '%2f': '/', '%5c': '\\' }

/** As people wrote it: a vCenter keeps these three characters, and no others, escaped in names. */
export function displayName(name: string): string {
  return name.replace(/%25|%2f|%5c/gi, (escape) => escapes[escape.toLowerCase()] ?? escape)
}

/** The other way round, as a vCenter wants names to be given. */
export function wireName(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('/', '%2f').replaceAll('\\', '%5c')
}
