import 'server-only'
import type { NextRequest } from 'next/server'
import { NextResponse } from 'next/server'
import { hasSessionCookie, isSecure, sessionClient } from './session-client.ts'

/** Renews an ageing session, for the page about to be rendered and for the browser. */
export async function refreshSession(request: NextRequest): Promise<{ response: NextResponse; signedIn: boolean }> {
  if (!hasSessionCookie(request.cookies.getAll())) {
    return { response: NextResponse.next({ request }), signedIn: false }
  }

  const renewed: Parameters<NextResponse['cookies']['set']>[] = []
  const client = sessionClient(
    {
      getAll: () => request.cookies.getAll(),
      setAll: (changes) => {
        for (const { name, value, options } of changes) {
          request.cookies.set(name, value)
          renewed.push([name, value, options])
        }
      },
    },
    { secure: isSecure(request.headers) },
  )
  const { data } = await client.auth.getClaims()
  const response = NextResponse.next({ request })
  for (const cookie of renewed) response.cookies.set(...cookie)
  return { response, signedIn: data !== null }
}
