import ssh2 from 'ssh2'
import { fingerprint, hostKeyAlgorithms, hostKeyTypes, type HostKeyType } from './ssh-host-key.ts'
import { sshFailure } from './ssh-errors.ts'

export type HostKey = { readonly type: HostKeyType; readonly sha256: string }

/**
 * Which keys a host shows, for a person to compare and trust. Signs in nowhere.
 *
 * @throws `unreachable` when nothing there speaks SSH.
 */
export async function probeSshHost(at: {
  readonly host: string
  readonly port: number
}): Promise<{ readonly hostKeys: readonly HostKey[] }> {
  const answers = await Promise.allSettled(hostKeyTypes.map((type) => askFor(at, type)))
  const hostKeys = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  const failure = answers.find((answer) => answer.status === 'rejected')
  if (hostKeys.length === 0 && failure) throw failure.reason
  return { hostKeys }
}

function askFor({ host, port }: { readonly host: string; readonly port: number }, type: HostKeyType): Promise<HostKey> {
  const client = new ssh2.Client()
  return new Promise((resolve, reject) => {
    client.on('error', (error) => {
      client.destroy()
      reject(sshFailure(`${host}:${port}`, error))
    })
    client.on('close', () => reject(sshFailure(`${host}:${port}`, new Error('the connection was closed'))))
    client.connect({
      host,
      port,
      username: 'zerfaux-probe',
      readyTimeout: 10_000,
      algorithms: { serverHostKey: [...hostKeyAlgorithms[type]] },
      hostVerifier: (key: Buffer) => {
        resolve({ type, sha256: fingerprint(key) })
        return false
      },
    })
  })
}
