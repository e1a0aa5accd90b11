import 'server-only'
import { createServerClient, type CookieMethodsServer } from '@supabase/ssr'
import { env } from '../config/env.ts'
import { embeddedAuth } from '../db/embedded-auth.ts'

export const SESSION_COOKIE = 'zerfaux-session'

/** No cookie of ours, so no need to ask the Auth service who this is. Long sessions are cut in `.0`, `.1`, … */
export function hasSessionCookie(cookies: readonly { name: string }[]): boolean {
  return cookies.some(({ name }) => name === SESSION_COOKIE || name.startsWith(`${SESSION_COOKIE}.`))
}

/** Supabase's client for one request, the same in both modes; only what answers it differs. */
export function sessionClient(cookies: CookieMethodsServer, { secure }: { secure: boolean }) {
  const cookieOptions = { name: SESSION_COOKIE, path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  if (env.mode.kind === 'supabase') {
    return createServerClient(env.mode.url, env.mode.anonKey, { cookies, cookieOptions })
  }
  return createServerClient('http://embedded.invalid', 'embedded', {
    cookies,
    cookieOptions,
    global: { fetch: (input, init) => embeddedAuth().fetch(new Request(input, init)) },
  })
}

/** Cookies may go over plain http only where the browser itself came that way. */
export function isSecure(headers: Headers): boolean {
  return headers.get('x-forwarded-proto') === 'https' || env.ZERFAUX_PUBLIC_URL?.startsWith('https:') === true
}
