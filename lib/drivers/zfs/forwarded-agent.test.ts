import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import ssh2, { type ParsedKey } from 'ssh2'
import { beforeEach, describe, expect, test } from 'vitest'
import { ForwardedAgent, type AgentGrant } from './forwarded-agent.ts'
import { isSignedBy, makeSignature } from './ssh-signature.ts'
import { SshReader, sshString, uint32 } from './ssh-wire.ts'
import { newKeyPair } from './receive-key.ts'

const [userKey, otherKey, targetHost, otherHost] = [
  newKey('ed25519'),
  newKey('ed25519'),
  newKey('ed25519'),
  newKey('ed25519'),
]
const session = Buffer.from('a session of the transfer’s ssh')
const grant: AgentGrant = {
  key: userKey,
  user: 'repl',
  hostKey: targetHost.getPublicSSH(),
  signatures: 1,
  trustUnboundSessions: false,
}

let agent: ForwardedAgent
beforeEach(() => {
  agent = new ForwardedAgent()
})

describe('a forwarded agent', () => {
  test('signs the sign-in that was granted, so that the target’s sshd would take it', async () => {
    agent.grant(grant)
    const stream = open()
    expect(await bind(stream, targetHost, session)).toBe(true)
    expect(await identities(stream)).toEqual([userKey.getPublicSSH()])
    const data = signIn({})
    const signature = await sign(stream, userKey, data)
    expect(signature && isSignedBy(userKey, signature, data)).toBe(true)
  })

  test('signs a host-bound sign-in only where it names the target', async () => {
    agent.grant({ ...grant, signatures: 9 })
    const stream = await boundStream()
    expect(await sign(stream, userKey, signIn({ hostKey: otherHost }))).toBeNull()
    expect(await sign(stream, userKey, signIn({ hostKey: targetHost }))).not.toBeNull()
  })

  test('signs no more often than was granted', async () => {
    agent.grant(grant)
    const stream = await boundStream()
    expect(await sign(stream, userKey, signIn({}))).not.toBeNull()
    expect(await sign(stream, userKey, signIn({}))).toBeNull()
  })

  test.each([
    ['another user', userKey, signIn({ user: 'root' })],
    ['another session than the one that the host has proven', userKey, signIn({ session: Buffer.from('elsewhere') })],
    ['another service', userKey, signIn({ service: 'ssh-other' })],
    ['another method', userKey, signIn({ method: 'hostbased' })],
    ['a key that is not ours', otherKey, signIn({ key: otherKey })],
    ['data that names another key than it is to be signed with', userKey, signIn({ key: otherKey })],
    ['a key that is not the one in the data', otherKey, signIn({})],
    ['data with something behind it', userKey, Buffer.concat([signIn({}), Buffer.of(0)])],
    ['data that is no sign-in at all', userKey, Buffer.from('please sign this commit')],
  ])('refuses %s', async (_, key, data) => {
    agent.grant(grant)
    expect(await sign(await boundStream(), key, data)).toBeNull()
  })

  test('refuses who does not say which host it talks to, unless its ssh is too old to', async () => {
    const revoke = agent.grant(grant)
    expect(await sign(open(), userKey, signIn({ hostKey: targetHost }))).toBeNull()
    revoke()
    agent.grant({ ...grant, trustUnboundSessions: true })
    expect(await sign(open(), userKey, signIn({}))).not.toBeNull()
  })

  test('refuses a host that is not the target, and one that only claims to be', async () => {
    agent.grant(grant)
    const elsewhere = open()
    expect(await bind(elsewhere, otherHost, session)).toBe(false)
    expect(await identities(elsewhere)).toEqual([])
    expect(await sign(elsewhere, userKey, signIn({}))).toBeNull()

    const liar = open()
    expect(await bind(liar, targetHost, session, otherHost)).toBe(false)
    expect(await sign(liar, userKey, signIn({}))).toBeNull()
  })

  test('refuses to be forwarded on', async () => {
    agent.grant(grant)
    expect(await bind(open(), targetHost, session, targetHost, true)).toBe(false)
  })

  test('answers nobody when no transfer runs, and a stream from before not any more', async () => {
    expect(() => open()).toThrow('No transfer is running')
    const revoke = agent.grant(grant)
    const stream = await boundStream()
    revoke()
    expect(await identities(stream)).toEqual([])
    expect(await sign(stream, userKey, signIn({}))).toBeNull()
  })

  test('survives rubbish and messages in pieces', async () => {
    agent.grant(grant)
    const stream = await boundStream()
    expect(await ask(stream, Buffer.of(17, 1, 2, 3))).toEqual(Buffer.of(5))
    expect(await ask(stream, Buffer.concat([Buffer.of(13), uint32(99)]))).toEqual(Buffer.of(5))
    const message = Buffer.concat([uint32(1), Buffer.of(11)])
    stream.write(message.subarray(0, 2))
    stream.write(message.subarray(2))
    expect((await reply(stream))[0]).toBe(12)
  })
})

test.each([
  ['ed25519', 'ssh-ed25519'],
  ['rsa', 'rsa-sha2-512'],
  ['rsa', 'rsa-sha2-256'],
  ['ecdsa', 'ecdsa-sha2-nistp256'],
] as const)('an %s key signs as %s and is recognised', (type, algorithm) => {
  const key = newKey(type)
  for (let time = 0; time < 20; time++) {
    const data = Buffer.from(`data ${time}`)
    const signature = makeSignature(key, algorithm, data)
    expect(signature && isSignedBy(key, signature, data)).toBe(true)
    expect(signature && isSignedBy(key, signature, Buffer.from('other'))).toBe(false)
  }
  expect(makeSignature(key, 'ssh-rsa', Buffer.from('SHA-1'))).toBeNull()
})

function newKey(type: 'ed25519' | 'rsa' | 'ecdsa'): ParsedKey {
  if (type === 'ed25519') return parsed(newKeyPair('test').private)
  const pair =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return parsed(pair.privateKey.export({ type: type === 'rsa' ? 'pkcs1' : 'sec1', format: 'pem' }).toString())
}

function parsed(text: string): ParsedKey {
  const key = ssh2.utils.parseKey(text)
  if (key instanceof Error) throw key
  return key
}

function open(): Duplex {
  let opened: Duplex | undefined
  agent.getStream((error, stream) => {
    if (error) throw error
    opened = stream
  })
  if (!opened) throw new Error('no stream')
  return opened
}

async function boundStream(): Promise<Duplex> {
  const stream = open()
  expect(await bind(stream, targetHost, session)).toBe(true)
  return stream
}

function signIn(change: {
  user?: string
  service?: string
  method?: string
  session?: Buffer
  key?: ParsedKey
  hostKey?: ParsedKey
}): Buffer {
  const method = change.method ?? (change.hostKey ? 'publickey-hostbound-v00@openssh.com' : 'publickey')
  const key = (change.key ?? userKey).getPublicSSH()
  const head = [
    sshString(change.session ?? session),
    Buffer.of(50),
    sshString(change.user ?? 'repl'),
    sshString(change.service ?? 'ssh-connection'),
  ]
  const tail = [sshString(method), Buffer.of(1), sshString('ssh-ed25519'), sshString(key)]
  return Buffer.concat([...head, ...tail, ...(change.hostKey ? [sshString(change.hostKey.getPublicSSH())] : [])])
}

async function bind(stream: Duplex, host: ParsedKey, id: Buffer, signer = host, forwarding = false): Promise<boolean> {
  const signature = makeSignature(signer, 'ssh-ed25519', id) ?? Buffer.alloc(0)
  const fields = [
    sshString('session-bind@openssh.com'),
    sshString(host.getPublicSSH()),
    sshString(id),
    sshString(signature),
  ]
  const answer = await ask(stream, Buffer.concat([Buffer.of(27), ...fields, Buffer.of(forwarding ? 1 : 0)]))
  return answer[0] === 6
}

async function identities(stream: Duplex): Promise<(Buffer | null)[]> {
  const reader = new SshReader(await ask(stream, Buffer.of(11)))
  reader.byte()
  return Array.from({ length: reader.uint32() ?? 0 }, () => {
    const key = reader.string()
    reader.string()
    return key
  })
}

async function sign(stream: Duplex, key: ParsedKey, data: Buffer): Promise<Buffer | null> {
  const reader = new SshReader(
    await ask(stream, Buffer.concat([Buffer.of(13), sshString(key.getPublicSSH()), sshString(data), uint32(0)])),
  )
  return reader.byte() === 14 ? reader.string() : null
}

async function ask(stream: Duplex, message: Buffer): Promise<Buffer> {
  stream.write(Buffer.concat([uint32(message.length), message]))
  return reply(stream)
}

async function reply(stream: Duplex): Promise<Buffer> {
  let chunk: unknown = stream.read()
  if (chunk === null) {
    await once(stream, 'readable')
    chunk = stream.read()
  }
  if (!Buffer.isBuffer(chunk)) throw new Error('no answer')
  return chunk.subarray(4)
}
