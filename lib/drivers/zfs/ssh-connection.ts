import ssh2, { type Client, type ClientChannel, type ConnectConfig } from 'ssh2'
import { ZerfauxError } from '../../domain/errors.ts'
import type { ForwardedAgent } from './forwarded-agent.ts'
import { fingerprint, hostKeyAlgorithms, hostKeyTypes, identityChanged, type HostKeyType } from './ssh-host-key.ts'
import { sshFailure } from './ssh-errors.ts'
import { authMethods, type SshSignIn } from './ssh-sign-in.ts'

export type SshEndpoint = {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly signIn: SshSignIn
  readonly hostKeySha256: string
  /** For streams: on a slow link an answer waits behind megabytes. Whether bytes still move is watched elsewhere. */
  readonly patient?: boolean
}

/** AES with hardware support first: it is the fastest by far, also without ssh2's native part. */
const ciphers = ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes256-ctr'] as const
const kex = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'diffie-hellman-group14-sha256',
] as const

/** One signed-in connection to a host whose key is the pinned one. */
export class SshConnection {
  readonly client: Client
  /** The whole key, of which the fingerprint is pinned. */
  readonly hostKey: Buffer
  /** As the server calls itself, e.g. `OpenSSH_9.2p1`. */
  readonly software: string
  alive = true
  /** Commands that run now. */
  active = 0
  /** Commands that the server lets run at once, as far as we know. */
  limit = 8

  constructor(client: Client, hostKey: Buffer, software: string) {
    this.client = client
    this.hostKey = hostKey
    this.software = software
    client.on('close', () => (this.alive = false))
    // Without a listener a lost connection would end the process. Who waits on a channel is told by its close.
    client.on('error', () => (this.alive = false))
  }

  /**
   * Opens a channel and hands it over at once: its first events may follow in the same packet.
   *
   * @throws `unreachable`, also when the connection was lost meanwhile.
   */
  async exec<Result>(
    command: string,
    agentForward: boolean,
    name: string,
    use: (channel: ClientChannel) => Promise<Result>,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      try {
        const options = { allowHalfOpen: true, agentForward }
        this.client.exec(command, options, (error, channel) => {
          if (!error) return resolve(use(channel))
          if (/agent forwarding/.test(error.message)) return reject(agentRefused(name, error))
          reject(
            /Channel open failure/.test(error.message)
              ? new ChannelRefused(name, { cause: error })
              : sshFailure(name, error),
          )
        })
      } catch (error) {
        reject(sshFailure(name, error))
      }
    })
  }

  end(): void {
    this.alive = false
    this.client.end()
  }
}

/** The server allows no more sessions on this connection (`MaxSessions`). */
export class ChannelRefused extends Error {}

/**
 * Connects and signs in. The server may hold keys of several types and show us another one than
 * was pinned: then each type is asked for before we say that the host is not the same any more.
 */
export async function connectSsh(endpoint: SshEndpoint, agent: ForwardedAgent): Promise<SshConnection> {
  const first = await tryConnect(endpoint, agent, hostKeyTypes)
  if (!('shown' in first)) return first
  for (const type of hostKeyTypes) {
    const next = await tryConnect(endpoint, agent, [type]).catch((error: unknown) => {
      if (error instanceof ZerfauxError && error.code === 'remote_rejected') return first
      throw error
    })
    if (!('shown' in next)) return next
  }
  throw identityChanged(endpoint.host, endpoint.hostKeySha256, first.shown)
}

async function tryConnect(
  endpoint: SshEndpoint,
  agent: ForwardedAgent,
  types: readonly HostKeyType[],
): Promise<SshConnection | { shown: string }> {
  const { host, port, username, hostKeySha256 } = endpoint
  const client = new ssh2.Client()
  let hostKey: Buffer | null = null
  let shown: string | null = null
  const config: ConnectConfig = {
    host,
    port,
    username,
    authHandler: authMethods(username, endpoint.signIn),
    agent,
    readyTimeout: 20_000,
    keepaliveInterval: 5000,
    keepaliveCountMax: endpoint.patient ? 24 : 3,
    algorithms: {
      cipher: [...ciphers],
      kex: [...kex],
      serverHostKey: types.flatMap((type) => [...hostKeyAlgorithms[type]]),
      compress: ['none'],
    },
    hostVerifier: (key: Buffer) => {
      if (fingerprint(key) !== hostKeySha256) {
        shown = fingerprint(key)
        return false
      }
      hostKey = Buffer.from(key)
      return true
    },
  }
  return new Promise((resolve, reject) => {
    client.once('ready', () => {
      client.removeAllListeners()
      // A connection without a verified key cannot be: the verifier has run before.
      if (hostKey === null) return reject(identityChanged(host, hostKeySha256, 'none'))
      resolve(new SshConnection(client, hostKey, serverSoftware(client)))
    })
    client.once('error', (error) => {
      client.on('error', () => {})
      client.destroy()
      if (shown !== null) return resolve({ shown })
      reject(sshFailure(`${host}:${port}`, error))
    })
    client.once('close', () =>
      reject(sshFailure(`${host}:${port}`, new Error('the connection was closed before the sign-in'))),
    )
    client.connect(config)
  })
}

/** ssh2 knows it but has no public name for it; unknown counts as new. */
function serverSoftware(client: Client): string {
  const software: unknown = Reflect.get(client, '_remoteVer')
  return typeof software === 'string' ? software : ''
}

function agentRefused(name: string, cause: Error): ZerfauxError {
  return new ZerfauxError('precondition_failed', `${name} does not forward an agent`, {
    hint: 'Set `AllowAgentForwarding yes` in its sshd_config: the source signs in at the target through it, so that no key lies on it.',
    cause,
  })
}
