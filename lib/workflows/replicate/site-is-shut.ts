import type { ErrorCode, ZerfauxError } from '../../domain/errors.ts'

const ofTheSite: ReadonlySet<ErrorCode> = new Set([
  'unreachable',
  'session_ended',
  'sign_in_refused',
  'identity_changed',
  'precondition_failed',
])

/** Said of one VM, but true for all of that vCenter: the others need not wait for the same answer. */
export function whySiteIsShut(error: ZerfauxError): string | null {
  return ofTheSite.has(error.code) ? error.message : null
}
