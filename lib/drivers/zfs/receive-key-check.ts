import type { Client } from 'ssh2'
import type { ReceiveKeyFacts } from '../../domain/appliance-onboarding.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { ForwardedAgent } from './forwarded-agent.ts'
import { CHECK_REQUEST } from './receive-door.ts'
import { connectSsh, type SshConnection, type SshEndpoint } from './ssh-connection.ts'

const ESCAPED = 'zfx-escaped'

/** Signs in with the receive key, as a source would, and tries what it must not be able to do. */
export async function checkReceiveKey(endpoint: SshEndpoint, name: string): Promise<ReceiveKeyFacts> {
  let connection: SshConnection
  try {
    connection = await connectSsh(endpoint, new ForwardedAgent())
  } catch (error) {
    if (error instanceof ZerfauxError && error.code === 'sign_in_refused')
      return { accepted: false, said: `${name} does not accept it` }
    throw error
  }
  try {
    const door = await said(connection, CHECK_REQUEST, name)
    const escapes = [
      ...((await said(connection, `printf 'zfx-%s' escaped`, name)).includes(ESCAPED) ? ['a shell'] : []),
      ...((await opensSftp(connection.client)) ? ['sftp'] : []),
      ...((await forwardsPorts(connection.client)) ? ['port forwarding'] : []),
    ]
    return { accepted: true, ...parseDoor(door), escapes }
  } finally {
    connection.end()
  }
}

export function parseDoor(answer: string): { version: number | null; prefix: string | null } {
  const version = /^zerfaux-receive-door (\d+)$/m.exec(answer)?.[1]
  return {
    version: version === undefined ? null : Number(version),
    prefix: /^prefix (\S+)$/m.exec(answer)?.[1] ?? null,
  }
}

function said(connection: SshConnection, command: string, name: string): Promise<string> {
  return connection.exec(
    command,
    false,
    name,
    (channel) =>
      new Promise((resolve, reject) => {
        let text = ''
        channel.on('data', (chunk: Buffer) => (text = (text + chunk.toString('utf8')).slice(0, 10_000)))
        channel.stderr.resume()
        channel.on('error', reject)
        channel.on('close', () => resolve(text))
        channel.end()
      }),
  )
}

function opensSftp(client: Client): Promise<boolean> {
  return new Promise((resolve) => {
    client.sftp((error, sftp) => {
      if (!error) sftp.end()
      resolve(!error)
    })
  })
}

/** Only SSH_OPEN_ADMINISTRATIVELY_PROHIBITED is a no: where connecting fails, it was tried for us. */
function forwardsPorts(client: Client): Promise<boolean> {
  return new Promise((resolve) => {
    client.forwardOut('127.0.0.1', 0, '127.0.0.1', 22, (error, channel) => {
      if (!error) channel.close()
      const prohibited = error !== undefined && 'reason' in error && error.reason === 1
      resolve(!prohibited)
    })
  })
}
