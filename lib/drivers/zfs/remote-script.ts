import { shellQuote } from './shell-quote.ts'

/** Stands before what is not a command's own output. ZFS never prints it. */
export const MARK = '\u001e'

// Same words everywhere whatever the login's locale and zone are; `zfs` is not on every user's path.
const SETTING = 'export LC_ALL=C TZ=UTC PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH"'

/**
 * One command line that runs a script, whatever the login shell is. `name` becomes the process's
 * own name, by which it can be found.
 */
export function remoteScript(shell: 'sh' | 'bash', name: string, script: string, args: readonly string[] = []): string {
  return shellQuote(['exec', shell, '-c', `${SETTING}\n${script}`, name, ...args])
}
