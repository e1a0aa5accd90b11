import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import ssh2, { type Connection, type ServerChannel } from 'ssh2'
import { afterEach, expect, test } from 'vitest'
import { newKeyPair } from './receive-key.ts'
import { RelayPump } from './relay-pump.ts'
import { SshAppliance } from './ssh-appliance.ts'
import { fingerprint } from './ssh-host-key.ts'
import { TokenBucket } from './token-bucket.ts'

const MIB = 1024 ** 2
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** A small sshd in this process that runs one command of its own. */
async function applianceThat(does: (channel: ServerChannel) => void): Promise<SshAppliance> {
  const hostKey = newKeyPair('host')
  const connections: Connection[] = []
  const server = new ssh2.Server({ hostKeys: [hostKey.private] }, (connection) => {
    connections.push(connection)
    connection.on('error', () => {})
    connection.on('authentication', (context) => context.accept())
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec) => does(acceptExec()))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // Of an address in a pipe there is no port, but this one listens on TCP.
  const { port } = server.address() as AddressInfo
  const hostKeySha256 = fingerprint(Buffer.from(hostKey.public.split(' ')[1] ?? '', 'base64'))
  const appliance = new SshAppliance('nas', {
    host: '127.0.0.1',
    port,
    username: 'repl',
    signIn: { password: 'right' },
    hostKeySha256,
  })
  ends.push(
    () => server.close(),
    () => appliance.close(),
  )
  return appliance
}

function give(channel: ServerChannel, bytes: number, onGiven: (bytes: number) => void): void {
  const piece = Buffer.alloc(65_536, 'z')
  let given = 0
  const put = () => {
    while (given < bytes) {
      onGiven((given += piece.length))
      if (!channel.write(piece)) return void channel.once('drain', put)
    }
    channel.exit(0)
    channel.end()
  }
  put()
}

test('between a giver in a hurry and a slow taker lies a window of each channel, and no more', async () => {
  let [given, taken, most] = [0, 0, 0]
  const look = () => (most = Math.max(most, given - taken))
  const source = await applianceThat((channel) =>
    give(channel, 48 * MIB, (bytes) => {
      given = bytes
      look()
    }),
  )
  const target = await applianceThat((channel) => {
    channel.on('data', (chunk: Buffer) => {
      taken += chunk.length
      channel.pause()
      setImmediate(() => channel.resume())
    })
    channel.on('end', () => {
      channel.exit(0)
      channel.end()
    })
  })
  let moved = 0
  const pump = new RelayPump(new TokenBucket(null), (bytes) => (moved = bytes))
  const [sent, received] = await Promise.all([
    source.run('give', { stdin: () => {}, stdout: (output) => pump.from(output) }),
    target.run('take', { stdin: (input) => pump.to(input) }),
  ])
  expect([sent.exitCode, received.exitCode]).toEqual([0, 0])
  expect([given, moved, taken]).toEqual([48 * MIB, 48 * MIB, 48 * MIB])
  // Two of them are the giver's own and the taker's own, which would be on other machines.
  expect(most).toBeLessThan(10 * MIB)
})

test('a taker that goes away early ends with its own words, and nothing more is read for it', async () => {
  let given = 0
  const source = await applianceThat((channel) => give(channel, 64 * MIB, (bytes) => (given = bytes)))
  const target = await applianceThat((channel) => {
    channel.once('data', () => {
      channel.stderr.write('cannot receive: out of space\n')
      channel.exit(1)
      channel.close()
    })
  })
  const gone = new AbortController()
  const pump = new RelayPump(new TokenBucket(null), () => {})
  const sending = source.run('give', {
    stdin: () => {},
    stdout: (output) => pump.from(output),
    signal: gone.signal,
  })
  const received = await target.run('take', { stdin: (input) => pump.to(input) })
  expect(received).toMatchObject({ exitCode: 1, stderr: 'cannot receive: out of space' })
  gone.abort(new Error('gone'))
  await expect(sending).rejects.toThrow('gone')
  pump.stop()
  expect(given).toBeLessThan(16 * MIB)
})
