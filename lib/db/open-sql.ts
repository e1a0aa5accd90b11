import 'server-only'
import postgres from 'postgres'

/**
 * Opens a pool. postgres.js does not decode a socket directory in the host part of a URL, as pg does,
 * so that both can be given the same DATABASE_URL.
 */
export function openSql(url: string, options: postgres.Options<Record<string, never>> = {}): postgres.Sql {
  return postgres(url, { onnotice: () => {}, ...socketHost(url), ...options })
}

/** `{host}` when the URL names a Unix socket directory, else nothing. For other users of postgres.js. */
export function socketHost(url: string): { host?: string } {
  const host = decodeURIComponent(new URL(url).hostname)
  return host.startsWith('/') ? { host } : {}
}
