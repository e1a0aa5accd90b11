import { ZerfauxError } from '../../domain/errors.ts'

type Blocker = { readonly message: string; readonly hint: string }

const NAMED = 5

/**
 * All of a batch, or none where something is in the way of one.
 *
 * @param cannot how the sentence goes on that begins with `2 of 5`
 * @throws ZerfauxError `precondition_failed` with the first blocker of each, and the first one's hint
 */
export function refuseBlocked(
  planned: readonly { readonly name: string; readonly blockers: readonly Blocker[] }[],
  cannot: string,
): void {
  const blocked = planned.flatMap(({ name, blockers: [blocker] }) => (blocker ? [{ name, ...blocker }] : []))
  const [first] = blocked
  if (!first) return
  const named = blocked
    .slice(0, NAMED)
    .map(({ name, message }) => (message.includes(name) ? message : `${name}: ${message}`))
  const more = blocked.length > NAMED ? ` and ${blocked.length - NAMED} more` : ''
  throw new ZerfauxError(
    'precondition_failed',
    `${blocked.length} of ${planned.length} ${cannot}: ${[...new Set(named)].join('; ')}${more}`,
    { hint: first.hint },
  )
}
