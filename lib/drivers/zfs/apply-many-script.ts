import { applyFunctions, changeLines } from './apply-script.ts'
import { OBSERVE_SCRIPT } from './observe-script.ts'
import { remoteScript } from './remote-script.ts'
import type { Order } from './zfs-driver.ts'

/** Stands before what one of several orders had to say. */
const ORDER_MARK = '\u001d'
// Linux takes no argument over 128 KiB, and the whole script is one.
const MAX_SCRIPT = 90_000
/** Longer than any refusal, shorter than what a pipe takes in one piece. */
const MAX_SAID = 3000

/**
 * One script for several orders: each in a subshell of its own, all at the same time, so that they share
 * ZFS' transaction groups, then one look for all. Null where it would be too long.
 */
export function applyManyCommand(orders: readonly Order[]): string | null {
  const bodies = orders.map(({ changes }, index) => `order_${index}() {\n:\n${changeLines(changes)}}\n`).join('')
  const script = `${applyFunctions}${bodies}
one() { said=$("order_$1" 2>&1 </dev/null); printf '\\035%s %s\\n%.${MAX_SAID}s\\n' "$1" "$?" "$said"; }
${orders.map((_, index) => `one ${index} &`).join('\n')}
wait
printf '\\035end\\n'
${OBSERVE_SCRIPT}`
  if (script.length > MAX_SCRIPT) return null
  return remoteScript('sh', 'zfx-apply', script, [...new Set(orders.map(({ dataset }) => dataset))])
}

export type OrderOutcome = { readonly exitCode: number; readonly stdout: string }

/** What became of each order, by its number, and what the look printed. Null when the script did not get that far. */
export function parseApplyMany(
  stdout: string,
): { readonly outcomes: ReadonlyMap<number, OrderOutcome>; readonly look: string } | null {
  const end = `${ORDER_MARK}end\n`
  const at = stdout.indexOf(end)
  if (at < 0) return null
  const outcomes = new Map<number, OrderOutcome>()
  for (const block of stdout.slice(0, at).split(ORDER_MARK).slice(1)) {
    const [, index, status, said = ''] = /^(\d+) (\d+)\n([^]*)$/.exec(block) ?? []
    outcomes.set(Number(index), { exitCode: Number(status), stdout: said })
  }
  return { outcomes, look: stdout.slice(at + end.length) }
}
