import 'server-only'
import { App, InMemoryEmailDriver } from '@supabase/lite'
import { createPostgresConnection } from '@supabase/lite/postgres'
import { env } from '../config/env.ts'
import { jwtSecret } from '../config/jwt-secret.ts'

/** How long a stolen access token would be good for; the session itself is refreshed. */
const ACCESS_TOKEN_SECONDS = 900
export const MINIMUM_PASSWORD_LENGTH = 10

/**
 * Supabase Auth's HTTP interface, answered in this process from the embedded Postgres. What may be
 * reached from outside is decided by the caller: this one would let anyone sign up.
 */
export function openEmbeddedAuth({ connections }: { connections: number }) {
  const email = new InMemoryEmailDriver()
  const connection = createPostgresConnection({
    url: env.DATABASE_URL,
    postgresOptions: { ...socketHost(env.DATABASE_URL), max: connections, onnotice: () => {} },
  })
  const app = new App({
    connection,
    auth: {
      jwt_secret: jwtSecret(),
      jwt_expiry: ACCESS_TOKEN_SECONDS,
      minimum_password_length: MINIMUM_PASSWORD_LENGTH,
      email: { max_frequency: '0s' },
    },
    // Opaque project keys guard a public data API; here nothing but the sign-in is reachable.
    options: { drivers: { email }, server: { apiKeys: false } },
  })
  return {
    fetch: (request: Request) => Promise.resolve(app.fetch(request)),
    /** Makes or completes the `auth` schema. Adds only; needed once for each version of the package. */
    ensureSchema: () => app.ensureSystemSchema(),
    /** Mails are never sent: a password reset made by an administrator reads its code from here. */
    lastMailTo: (address: string) => email.messages.get(address)?.at(-1),
    close: () => connection.close(),
  }
}

/** postgres.js, which that package uses, does not decode a socket's directory in the host part of a URL, as pg does. */
function socketHost(url: string): { host?: string } {
  const host = decodeURIComponent(new URL(url).hostname)
  return host.startsWith('/') ? { host } : {}
}

const kept = globalThis as { zerfauxAuth?: ReturnType<typeof openEmbeddedAuth> }

/** The one that the web process keeps. On globalThis for the same reason as the pool. */
export function embeddedAuth(): ReturnType<typeof openEmbeddedAuth> {
  kept.zerfauxAuth ??= openEmbeddedAuth({ connections: 4 })
  return kept.zerfauxAuth
}
