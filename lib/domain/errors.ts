/**
 * Every expected failure in Zerfaux is a ZerfauxError. Anything else that is thrown is a bug.
 *
 * Wording: say what was being done, to what, and what was found. What the operator can do about
 * it stands in `hint`, never in `message`. Neither ever holds a secret.
 */
export const errorCodes = [
  'invalid_input', // the caller sent something that can never work
  'unauthenticated', // nobody signed in, or not any more
  'forbidden', // the caller's role is too low
  'not_found',
  'conflict', // someone else got there first
  'precondition_failed', // valid request, wrong moment
  'too_many_requests',
  'cancelled', // a person asked for the work to stop
  'unreachable', // a site did not answer; likely to pass
  'session_ended', // the site forgot our session; a driver signs in again once before it says so
  'sign_in_refused', // the site does not accept our user name, password or key
  'identity_changed', // host key or certificate is not the one that was pinned
  'permission_missing', // signed in, but the site's user may not do this
  'remote_rejected', // a site answered, and said no
  'diverged', // source and target histories no longer agree
  'snapshot_name_taken', // a snapshot of that name is there with another guid
  'replica_modified', // something wrote to the replica
  'target_full', // pool or quota of the target has no room
  'resume_token_stale', // the interrupted receive can never be finished
  'busy', // a hold, a clone, a mount or a running transfer is in the way
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** What the job runner does next. Decided where the error is raised, read in one place. */
export type Recovery = 'retry' | 'ask_operator' | 'give_up'

const recoveryFor: Record<ErrorCode, Recovery> = {
  invalid_input: 'give_up',
  unauthenticated: 'give_up',
  forbidden: 'ask_operator',
  not_found: 'ask_operator',
  conflict: 'retry',
  precondition_failed: 'ask_operator',
  too_many_requests: 'retry',
  cancelled: 'give_up',
  unreachable: 'retry',
  session_ended: 'retry',
  sign_in_refused: 'ask_operator',
  identity_changed: 'ask_operator',
  permission_missing: 'ask_operator',
  remote_rejected: 'give_up',
  diverged: 'ask_operator',
  snapshot_name_taken: 'ask_operator',
  replica_modified: 'ask_operator',
  target_full: 'ask_operator',
  resume_token_stale: 'ask_operator',
  busy: 'retry',
}

/** A bug is answered as what a person has to decide. */
export function recoveryOf(code: ErrorCode | 'bug'): Recovery {
  return code === 'bug' ? 'ask_operator' : recoveryFor[code]
}

const brand = Symbol.for('zerfaux.error')

export class ZerfauxError extends Error {
  override readonly name = 'ZerfauxError'
  readonly [brand] = true
  readonly code: ErrorCode
  readonly hint: string | undefined
  /** What a program may decide by, where the code alone says too little, e.g. `fault`: the type of a vCenter's fault. */
  readonly facts: Readonly<Record<string, string>>

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      hint?: string | undefined
      cause?: unknown
      facts?: Readonly<Record<string, string>> | undefined
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
    this.facts = options.facts ?? {}
  }

  /** The web server's bundles each have a copy of this class, and share the connections that throw it. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== ZerfauxError) return super[Symbol.hasInstance](value)
    return typeof value === 'object' && value !== null && brand in value
  }

  get recovery(): Recovery {
    return recoveryFor[this.code]
  }
}
