import 'server-only'
import { createHmac } from 'node:crypto'
import { secretKey } from '../config/secret-key.ts'
import { claimKey, keepAnswer, releaseKey } from '../db/idempotency-keys.ts'
import { ZerfauxError } from '../domain/errors.ts'
import type { ServiceContext } from '../services/context.ts'

/**
 * With an `Idempotency-Key`, a repeat of a POST gets the first answer and does nothing. A failure is
 * not kept: nothing was done, so the same key may be tried again.
 */
export async function oncePerKey(
  ctx: ServiceContext,
  request: Request,
  body: string,
  work: () => Promise<Response>,
): Promise<Response> {
  const key = request.headers.get('idempotency-key')
  if (key === null) return work()
  if (!/^[\x21-\x7e]{1,200}$/.test(key))
    throw new ZerfauxError('invalid_input', 'An Idempotency-Key has 1 to 200 visible ASCII characters')
  const actor = `${ctx.actor.kind}:${ctx.actor.id}`
  // Keyed: a body may hold a password, and a plain hash of it could be guessed at.
  const digest = createHmac('sha256', secretKey().key)
    .update(`${new URL(request.url).pathname}\n${body}`)
    .digest('hex')
  const earlier = await claimKey(ctx.db, actor, key, digest)
  if (!earlier) return first(ctx, actor, key, work)
  if (earlier.requestSha256 !== digest) {
    throw new ZerfauxError('conflict', 'This Idempotency-Key was used for another request', {
      hint: 'Use a new key for each new request.',
    })
  }
  if (earlier.status === null)
    throw new ZerfauxError('conflict', 'The first request with this Idempotency-Key is still at work')
  const headers = { 'cache-control': 'no-store', ...(earlier.location && { location: earlier.location }) }
  return Response.json(earlier.body, { status: earlier.status, headers })
}

async function first(
  ctx: ServiceContext,
  actor: string,
  key: string,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    const response = await work()
    const body: unknown = await response.clone().json()
    await keepAnswer(ctx.db, actor, key, { status: response.status, location: response.headers.get('location'), body })
    return response
  } catch (error) {
    await releaseKey(ctx.db, actor, key)
    throw error
  }
}
