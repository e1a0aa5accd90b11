import 'server-only'
import { env } from '../config/env.ts'
import { ZerfauxError } from '../domain/errors.ts'

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']

/**
 * Refuses a change that another site made the browser send along with our cookie. Next checks server
 * actions, not route handlers. Not needed for bearer tokens, which a browser never sends by itself.
 *
 * @throws ZerfauxError `forbidden`
 */
export function assertSameOrigin(request: { readonly method: string; readonly headers: Headers }): void {
  if (SAFE_METHODS.includes(request.method) || isSameOrigin(request.headers, env.ZERFAUX_PUBLIC_URL)) return
  throw new ZerfauxError('forbidden', 'The request was not made by a page of this Zerfaux', {
    hint: 'Use an API token from scripts. Behind a reverse proxy, pass the Host header on or set ZERFAUX_PUBLIC_URL.',
  })
}

/** A missing Origin is accepted only when the browser itself vouches for the request. */
export function isSameOrigin(headers: Headers, publicUrl: string | undefined): boolean {
  const origin = headers.get('origin')
  if (origin === null) return headers.get('sec-fetch-site') === 'same-origin'
  if (!URL.canParse(origin)) return false
  const { host } = new URL(origin)
  if (publicUrl && new URL(publicUrl).host === host) return true
  return host === (headers.get('x-forwarded-host') ?? headers.get('host'))
}
