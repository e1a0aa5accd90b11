import { randomBytes } from 'node:crypto'
import { NextResponse, type NextRequest } from 'next/server'
import { env } from './lib/config/env.ts'
import { contentSecurityPolicy } from './lib/http/content-security-policy.ts'
import { refreshSession } from './lib/http/session-refresh.ts'

/**
 * Keeps browser sessions fresh, sends the signed-out to the sign-in page, and gives each page its
 * Content-Security-Policy. A convenience, not the guard: every page and route asks for the user itself.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  if (request.nextUrl.pathname.startsWith('/api/')) return withSession(request)
  const policy = contentSecurityPolicy(randomBytes(16).toString('base64'), {
    development: env.NODE_ENV === 'development',
  })
  // Next reads the nonce for its own scripts from the request.
  request.headers.set('content-security-policy', policy)
  const response = await withSession(request)
  response.headers.set('content-security-policy', policy)
  return response
}

async function withSession(request: NextRequest): Promise<NextResponse> {
  if (request.headers.has('authorization')) return NextResponse.next({ request })
  const { response, signedIn } = await refreshSession(request)
  if (signedIn || !request.nextUrl.pathname.startsWith('/replication')) return response

  const signIn = new URL('/sign-in', request.nextUrl)
  signIn.searchParams.set('next', request.nextUrl.pathname + request.nextUrl.search)
  const redirect = NextResponse.redirect(signIn)
  for (const cookie of response.cookies.getAll()) redirect.cookies.set(cookie)
  return redirect
}

export const config = { matcher: '/((?!_next/|auth/|icon\\.svg$).*)' }
