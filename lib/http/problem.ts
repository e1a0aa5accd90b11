import { z } from 'zod'
import { databaseOutage } from '../db/database-outage.ts'
import { ZerfauxError, type ErrorCode } from '../domain/errors.ts'
import { toSnake, UnknownField } from './json-keys.ts'

/** RFC 9457, plus `code`, `hint` and, for bad input, `fields`. Routes send it; actions return it. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ErrorCode | 'bug'
  readonly hint?: string
  readonly job_id?: string
  readonly fields?: Readonly<Record<string, readonly string[]>>
}

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    hint: z.string().optional(),
    job_id: z.uuid().optional().meta({ description: 'The job that is in the way' }),
    fields: z.record(z.string(), z.array(z.string())).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' })

/** What user, operator and support each do on seeing the code decides its status: fix the call, look at the site, or wait. */
const kinds: Record<ErrorCode | 'bug', { status: number; title: string }> = {
  invalid_input: { status: 400, title: 'Invalid input' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'Conflict' },
  precondition_failed: { status: 409, title: 'Not possible now' },
  cancelled: { status: 409, title: 'Cancelled' },
  busy: { status: 409, title: 'Busy' },
  diverged: { status: 409, title: 'Sites diverged' },
  snapshot_name_taken: { status: 409, title: 'Snapshot name taken' },
  replica_modified: { status: 409, title: 'Replica modified' },
  target_full: { status: 409, title: 'Target full' },
  resume_token_stale: { status: 409, title: 'Transfer cannot be resumed' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  remote_rejected: { status: 502, title: 'Refused by the site' },
  sign_in_refused: { status: 502, title: 'Sign-in refused by the site' },
  identity_changed: { status: 502, title: 'Identity of the site changed' },
  permission_missing: { status: 502, title: 'Permission missing at the site' },
  session_ended: { status: 503, title: 'Session at the site ended' },
  unreachable: { status: 503, title: 'Site unreachable' },
  bug: { status: 500, title: 'Internal error' },
}

/** The one place where an error becomes something that a client sees. */
export function toProblem(error: unknown): Problem {
  if (error instanceof z.ZodError)
    return { ...base('invalid_input', 'Some fields are not valid'), fields: fieldsOf(error) }
  if (error instanceof UnknownField)
    return { ...base('invalid_input', error.message), fields: { [error.field]: ['Unknown field'] } }
  if (error instanceof ZerfauxError)
    return {
      ...base(error.code, error.message),
      ...(error.hint && { hint: error.hint }),
      ...(error.facts['jobId'] && { job_id: error.facts['jobId'] }),
    }
  const outage = databaseOutage(error)
  if (outage) return toProblem(outage)
  return base('bug', 'Something went wrong on our side') // the message of a bug is for the log only
}

/** Field names as the client wrote them; what belongs to no field stands under `_`. */
function fieldsOf(error: z.ZodError): Record<string, string[]> {
  const fields = new Map<string, string[]>()
  const add = (path: readonly PropertyKey[], message: string) => {
    const name = path.map((part) => (typeof part === 'string' ? toSnake(part) : String(part))).join('.') || '_'
    fields.set(name, [...(fields.get(name) ?? []), message])
  }
  for (const issue of error.issues) {
    const path = issue.path[0] === 'changes' ? issue.path.slice(1) : issue.path
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) add([...path, key.slice(0, 100)], 'Unknown field')
    else add(path, issue.message)
  }
  return Object.fromEntries(fields)
}

function base(code: ErrorCode | 'bug', detail: string): Problem {
  return { type: `urn:zerfaux:problem:${code}`, ...kinds[code], detail, code }
}
