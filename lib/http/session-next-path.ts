export const HOME = '/replication'

/** Where to go after signing in. Only ever a path of ours: `next` comes from the address bar. */
export function nextPath(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, 'http://here.invalid')) return HOME
  const url = new URL(next, 'http://here.invalid')
  return url.origin === 'http://here.invalid' ? url.pathname + url.search : HOME
}
