import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { embeddedDatabaseUrl } from '../../lib/config/data-dir.ts'
import { fillDataDir } from '../../lib/cli/product/data-dir.ts'
import { startEmbeddedPostgres } from '../../lib/db/embedded-postgres.ts'

export const SERVICE_ROLE_KEY = 'service-role-key-of-the-stand-in'

/**
 * A database and an Auth service over HTTP that Zerfaux did not start, as Supabase gives them. Sign-in
 * is answered by @supabase/lite; the administrator's part, which that lacks, by a sign-up.
 */
export async function startSupabaseStandIn(dataDir: string) {
  process.env['ZERFAUX_DATA_DIR'] = dataDir
  process.env['DATABASE_URL'] = embeddedDatabaseUrl(dataDir, 'postgres')
  fillDataDir(dataDir)
  const postgres = await startEmbeddedPostgres(dataDir)
  const { openEmbeddedAuth } = await import('../../lib/db/embedded-auth.ts')
  const auth = openEmbeddedAuth({ connections: 4 })
  await auth.ensureSchema()

  const server = createServer(async (incoming, outgoing) => {
    const answer = await auth.fetch(await translate(incoming))
    outgoing.writeHead(answer.status, { 'content-type': 'application/json' })
    const body = await answer.text()
    outgoing.end(isAdministrator(incoming) && answer.ok ? JSON.stringify(JSON.parse(body).user) : body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    settings: {
      DATABASE_URL: process.env['DATABASE_URL'],
      SUPABASE_URL: `http://127.0.0.1:${port}`,
      SUPABASE_ANON_KEY: 'anon-key-of-the-stand-in',
      SUPABASE_SERVICE_ROLE_KEY: SERVICE_ROLE_KEY,
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await auth.close()
      await postgres.stop()
    },
  }
}

async function translate(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const path = isAdministrator(incoming) ? '/auth/v1/signup' : incoming.url
  const headers = new Headers({ 'content-type': 'application/json' })
  const { authorization } = incoming.headers
  if (authorization && !isAdministrator(incoming)) headers.set('authorization', authorization)
  const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}
  return new Request(`http://localhost${path}`, { method: incoming.method ?? 'GET', headers, ...body })
}

function isAdministrator({ method, url, headers }: IncomingMessage): boolean {
  return method === 'POST' && url === '/auth/v1/admin/users' && headers.authorization === `Bearer ${SERVICE_ROLE_KEY}`
}
