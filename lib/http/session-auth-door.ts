import 'server-only'
import { env } from '../config/env.ts'
import { embeddedAuth } from '../db/embedded-auth.ts'
import { clientAddress } from './session-sign-in.ts'
import { isSameOrigin } from './session-origin.ts'
import { signInAttempts } from './session-attempts.ts'

/** All that the outside may do with the embedded Auth. Sign-up, one-time codes and resets stay closed. */
const OPEN = ['POST /token', 'GET /user', 'POST /logout', 'GET /health']

/** Embedded Auth over HTTP, for Supabase's own clients. In Supabase mode there is nothing here. */
export async function answerAuth(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.replace(/^\/auth\/v1/, '')
  if (env.mode.kind !== 'embedded' || !OPEN.includes(`${request.method} ${path}`)) return refuse(404, 'not_found')
  if (request.headers.has('origin') && !isSameOrigin(request.headers, env.ZERFAUX_PUBLIC_URL)) {
    return refuse(403, 'foreign_origin')
  }
  return path === '/token' ? answerToken(request) : embeddedAuth().fetch(request)
}

/** The same limit as on the sign-in page, or this would be the way around it. */
async function answerToken(request: Request): Promise<Response> {
  const address = clientAddress(request.headers)
  const email = await emailIn(request.clone())
  if (signInAttempts.waitSeconds(address, email, Date.now()) > 0) return refuse(429, 'over_request_rate_limit')
  const answer = await embeddedAuth().fetch(request)
  if (answer.status === 400) signInAttempts.failed(address, email, Date.now())
  return answer
}

async function emailIn(request: Request): Promise<string> {
  const body: unknown = await request.json().catch(() => null)
  return typeof body === 'object' && body !== null && 'email' in body ? String(body.email) : ''
}

function refuse(status: number, code: string): Response {
  return Response.json({ code: status, error_code: code, msg: code }, { status })
}
