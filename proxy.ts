import { NextResponse, type NextRequest } from 'next/server'
import { refreshSession } from './lib/http/session-refresh.ts'

/**
 * Keeps browser sessions fresh and sends the signed-out to the sign-in page. A convenience, not the
 * guard: every page and route asks for the user itself.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  if (request.headers.has('authorization')) return NextResponse.next()
  const { response, signedIn } = await refreshSession(request)
  if (signedIn || !request.nextUrl.pathname.startsWith('/replication')) return response

  const signIn = new URL('/sign-in', request.nextUrl)
  signIn.searchParams.set('next', request.nextUrl.pathname + request.nextUrl.search)
  const redirect = NextResponse.redirect(signIn)
  for (const cookie of response.cookies.getAll()) redirect.cookies.set(cookie)
  return redirect
}

export const config = { matcher: ['/replication/:path*', '/api/:path*', '/sign-in'] }
