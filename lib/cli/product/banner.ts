import type { FirstAdmin } from './first-admin.ts'

/** What a person needs to go on, in one block. */
export function banner(facts: {
  url: string
  dataDir: string
  seconds: number
  firstAdmin: FirstAdmin | null
}): string {
  const lines = [
    '',
    `  Zerfaux runs at  ${facts.url}`,
    ...signInLines(facts.firstAdmin),
    `  Data and logs:   ${facts.dataDir}`,
  ]
  return [...lines, '', `  Ready after ${facts.seconds.toFixed(1)} s. Ctrl-C stops everything.`, ''].join('\n')
}

/** A password made here is shown this once and kept nowhere. */
export function signInLines(firstAdmin: FirstAdmin | null): string[] {
  if (!firstAdmin) return []
  const password = firstAdmin.password ?? '(the one you have set)'
  return [
    `  Sign in as:      ${firstAdmin.email}`,
    `  Password:        ${password}${firstAdmin.password ? '   (shown only now)' : ''}`,
  ]
}
