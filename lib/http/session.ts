import 'server-only'
import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import { hasSessionCookie, isSecure, sessionClient } from './session-client.ts'

export type SessionUser = { readonly userId: string; readonly email: string }

/**
 * Who the browser's session belongs to, or null. Verified: by the Auth service's public key where it
 * has one, else by asking the Auth service. Works in server components, actions and route handlers.
 */
export const currentUser = cache(async (): Promise<SessionUser | null> => {
  const jar = await cookies()
  if (!hasSessionCookie(jar.getAll())) return null
  // proxy.ts has refreshed the session already; a server component could not keep new cookies.
  const client = sessionClient({ getAll: () => jar.getAll(), setAll: () => {} }, { secure: isSecure(await headers()) })
  const { data } = await client.auth.getClaims()
  const { sub, email } = data?.claims ?? {}
  return sub ? { userId: sub, email: typeof email === 'string' ? email : '' } : null
})

/** Supabase's client with cookies that can be set: for server actions and route handlers only. */
export async function writableSessionClient() {
  const jar = await cookies()
  return sessionClient(
    {
      getAll: () => jar.getAll(),
      setAll: (changes) => {
        for (const { name, value, options } of changes) jar.set(name, value, options)
      },
    },
    { secure: isSecure(await headers()) },
  )
}
