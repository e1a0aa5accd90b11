import { createServer } from 'node:net'
import { ZerfauxError } from '../../domain/errors.ts'

/** Fails early and clearly, before minutes of work end in a server that cannot listen. */
export async function assertPortFree(host: string, port: number): Promise<void> {
  const code = await tryToListen(host, port)
  if (code === null) return
  if (code === 'EADDRINUSE') {
    const hint = `Choose another one: PORT=${port < 65_535 ? port + 1 : 3001} npm start`
    throw new ZerfauxError('conflict', `Port ${port} on ${host} is taken by another program`, { hint })
  }
  const hint = code === 'EACCES' ? 'Choose a port above 1023 with PORT.' : 'Check PORT and ZERFAUX_HOST.'
  throw new ZerfauxError('precondition_failed', `Listening on ${host} port ${port} is not possible: ${code}`, { hint })
}

function tryToListen(host: string, port: number): Promise<string | null> {
  return new Promise((done) => {
    const server = createServer()
    server.on('error', (error) => done('code' in error ? String(error.code) : error.message))
    server.listen({ host, port, exclusive: true }, () => server.close(() => done(null)))
  })
}
