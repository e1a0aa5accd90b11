import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import ssh2, { type AuthContext, type Connection, type ServerChannel } from 'ssh2'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { probeSshHost } from './probe-ssh-host.ts'
import { SshAppliance } from './ssh-appliance.ts'
import type { SshEndpoint } from './ssh-connection.ts'
import { fingerprint } from './ssh-host-key.ts'
import { newKeyPair } from './receive-key.ts'

const [hostEd25519, hostEcdsa, userKey] = [
  newKeyPair('test'),
  ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }),
  newKeyPair('test'),
]

type Command = (channel: ServerChannel, command: string) => void

/** A small sshd in this process; what a command does is up to the test. */
class FakeHost {
  connections: Connection[] = []
  port = 0
  maxSessions = 10
  authenticate: (context: AuthContext) => void = (context) =>
    context.method === 'publickey' ? context.accept() : context.reject(['publickey'])
  command: Command = (channel) => end(channel, 0)
  readonly #server = new ssh2.Server({ hostKeys: [hostEd25519.private, hostEcdsa.private] }, (connection) =>
    this.#serve(connection),
  )

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    this.port = (this.#server.address() as AddressInfo).port
  }

  dropAll(): void {
    for (const connection of this.connections) Reflect.get(connection, '_sock').destroy()
  }

  stop(): void {
    this.dropAll()
    this.#server.close()
  }

  #serve(connection: Connection): void {
    let sessions = 0
    connection.on('error', () => {})
    connection.on('authentication', (context) => this.authenticate(context))
    connection.on('ready', () => this.connections.push(connection))
    connection.on('session', (accept, reject) => {
      if (sessions >= this.maxSessions) return void reject?.()
      sessions++
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const channel = acceptExec()
        channel.on('close', () => sessions--).resume()
        this.command(channel, command)
      })
    })
  }
}

function end(channel: ServerChannel, code: number): void {
  channel.exit(code)
  channel.end()
}

let host: FakeHost
let appliance: SshAppliance
const endpoint = (change: Partial<SshEndpoint> = {}): SshEndpoint => ({
  host: '127.0.0.1',
  port: host.port,
  username: 'repl',
  signIn: { privateKey: userKey.private },
  hostKeySha256: sha256(hostEd25519.public),
  ...change,
})

beforeEach(async () => {
  host = new FakeHost()
  await host.start()
  appliance = new SshAppliance('nas', endpoint())
})
afterEach(async () => {
  await appliance.close()
  host.stop()
})

describe('a kept connection', () => {
  test('is made once for many commands at once, and kept', async () => {
    host.command = (channel, command) => {
      channel.write(`out ${command}`)
      channel.stderr.write('complaint')
      end(channel, 3)
    }
    const results = await Promise.all(['a', 'b', 'c'].map((command) => appliance.run(command)))
    expect(results).toEqual(
      ['a', 'b', 'c'].map((command) => ({ exitCode: 3, stdout: `out ${command}`, stderr: 'complaint' })),
    )
    await appliance.run('d')
    expect(host.connections).toHaveLength(1)
  })

  test('is joined by another where the server opens no more sessions', async () => {
    host.maxSessions = 2
    host.command = (channel) => void setTimeout(() => end(channel, 0), 50)
    const results = await Promise.all(Array.from({ length: 5 }, () => appliance.run('x')))
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0])
    expect(host.connections.length).toBeGreaterThan(1)
  })

  test('that is lost in mid-command is unreachable, and the next command makes a new one', async () => {
    host.command = () => host.dropAll()
    await expect(appliance.run('x')).rejects.toMatchObject({ code: 'unreachable' })
    host.command = (channel) => end(channel, 0)
    expect(await appliance.run('y')).toMatchObject({ exitCode: 0 })
  })

  test('gives up an answer that has no end', async () => {
    host.command = (channel) => {
      const flood = Buffer.alloc(4 * 1024 * 1024, 'x')
      for (let piece = 0; piece < 9; piece++) channel.write(flood)
    }
    await expect(appliance.run('x')).rejects.toMatchObject({
      code: 'remote_rejected',
      message: expect.stringContaining('more than'),
    })
  })

  test('lets go of a command when told to, and the command sees the end of its stdin', async () => {
    const control = new AbortController()
    const ended = Promise.withResolvers<void>()
    host.command = (channel) => {
      channel.on('close', () => ended.resolve()).resume()
      control.abort(new Error('enough'))
    }
    await expect(appliance.run('x', { signal: control.signal, stdin: () => {} })).rejects.toThrow('enough')
    await ended.promise
  })
})

describe('signing in', () => {
  test('a key that is not accepted', async () => {
    host.authenticate = (context) => context.reject(['publickey'])
    await expect(appliance.run('x')).rejects.toMatchObject({ code: 'sign_in_refused' })
  })

  test.each(['password', 'keyboard-interactive'] as const)('a password by %s', async (method) => {
    host.authenticate = (context) => {
      if (context.method !== method) return context.reject([method])
      const judge = (password: string | undefined) =>
        password === 'right' ? context.accept() : context.reject([method])
      if (context.method === 'password') return judge(context.password)
      if (context.method === 'keyboard-interactive')
        context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => judge(answers[0]))
    }
    appliance = new SshAppliance('nas', endpoint({ signIn: { password: 'right' } }))
    expect(await appliance.run('x')).toMatchObject({ exitCode: 0 })
    const wrong = new SshAppliance('nas', endpoint({ signIn: { password: 'wrong' } }))
    const error: unknown = await wrong.run('x').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'sign_in_refused' })
    expect(String(error)).not.toContain('wrong')
  })

  test('a host with another key than the pinned one, named both', async () => {
    const pinned = sha256(userKey.public)
    const message = expect.stringMatching(new RegExp(`${escaped(sha256(hostEd25519.public))}.*${escaped(pinned)}`))
    await expect(new SshAppliance('nas', endpoint({ hostKeySha256: pinned })).run('x')).rejects.toMatchObject({
      code: 'identity_changed',
      message,
    })
    expect(host.connections).toHaveLength(0)
  })

  test('a host whose second key is the pinned one', async () => {
    appliance = new SshAppliance('nas', endpoint({ hostKeySha256: sha256(hostEcdsa.public) }))
    expect(await appliance.run('x')).toMatchObject({ exitCode: 0 })
  })

  test('nobody there', async () => {
    host.stop()
    await expect(appliance.run('x')).rejects.toMatchObject({ code: 'unreachable' })
  })
})

test('a probe shows every key that the host offers', async () => {
  const { hostKeys } = await probeSshHost({ host: '127.0.0.1', port: host.port })
  expect(hostKeys).toEqual([
    { type: 'ed25519', sha256: sha256(hostEd25519.public) },
    { type: 'ecdsa', sha256: sha256(hostEcdsa.public) },
  ])
})

function sha256(publicKey: string): string {
  return fingerprint(Buffer.from(publicKey.split(' ')[1] ?? '', 'base64'))
}

function escaped(text: string): string {
  return text.replaceAll(/[/+$.]/g, '\\$&')
}
