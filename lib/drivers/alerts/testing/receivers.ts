import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A real mail server on loopback that keeps what it gets. */
export async function startMailServer(options: SMTPServerOptions & { password?: string; refuse?: string[] } = {}) {
  const mails: { readonly text: string; readonly to: string[] }[] = []
  const sessions: { readonly secure: boolean; readonly user: unknown }[] = []
  const { password, refuse = [], ...rest } = options
  const server = new SMTPServer({
    authOptional: password === undefined,
    ...(password === undefined && { disabledCommands: ['AUTH', ...(rest.cert ? [] : ['STARTTLS'])] }),
    onAuth: (auth, _session, done) => {
      if (auth.username === 'zerfaux' && auth.password === password) return done(null, { user: auth.username })
      // As rude as can be: what it was given comes back.
      done(new Error(`no: ${auth.password} ${Buffer.from(auth.password ?? '').toString('base64')}`))
    },
    onRcptTo: ({ address }, _session, done) => done(refuse.includes(address) ? new Error('unknown here') : null),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        mails.push({
          text: Buffer.concat(chunks).toString(),
          to: session.envelope.rcptTo.map(({ address }) => address),
        })
        sessions.push({ secure: session.secure, user: session.user })
        done()
      })
    },
    ...rest,
  })
  server.on('error', () => {}) // a client that hangs up on an untrusted certificate
  const port = await listening(server.server)
  const stop = () => new Promise<void>((done) => server.close(() => done()))
  return { port, mails, sessions, stop }
}

export type Posted = { readonly headers: IncomingHttpHeaders; readonly body: string; readonly path: string }

/** A real web server on loopback; `answer` may be changed at any time. */
export async function startWebhookReceiver() {
  const posts: Posted[] = []
  const receiver = { answer: { status: 204, headers: {} as Record<string, string> } }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { status, headers } = receiver.answer
      posts.push({ headers: request.headers, body: Buffer.concat(chunks).toString(), path: request.url ?? '' })
      response.writeHead(status, headers).end()
    })
  })
  const port = await listening(server)
  const stop = () => new Promise<void>((done) => server.close(() => done()))
  return { port, url: `http://127.0.0.1:${port}/hook/s3cret-path`, posts, receiver, stop }
}

function listening(server: Server): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => done(portOf(server.address())))
  })
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port')
  return address.port
}

/** What a person reads as the subject of a raw mail. */
export function subjectOf(mail: string): string {
  const raw = /^Subject: (.*(?:\r\n .*)*)/m.exec(mail)?.[1] ?? ''
  const joined = raw.replaceAll(/\?=\s+=\?UTF-8\?Q\?/g, '')
  return joined.replaceAll(/=\?UTF-8\?Q\?(.*?)\?=/g, (_, words: string) =>
    decodeURIComponent(
      words
        .replaceAll('_', ' ')
        .replaceAll('%', '%25')
        .replaceAll(/=([0-9A-F]{2})/g, '%$1'),
    ),
  )
}
