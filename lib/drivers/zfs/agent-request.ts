import { SshReader } from './ssh-wire.ts'

/** What `ssh` asks of an agent (draft-ietf-sshm-ssh-agent, and OpenSSH's PROTOCOL.agent for session-bind). */
export type AgentRequest =
  | { readonly kind: 'identities' }
  | { readonly kind: 'sign'; readonly key: Buffer; readonly data: Buffer }
  | {
      readonly kind: 'session_bind'
      readonly hostKey: Buffer
      readonly sessionId: Buffer
      readonly signature: Buffer
      readonly forwarding: boolean
    }
  | { readonly kind: 'other' }

export function parseAgentRequest(message: Buffer): AgentRequest {
  const reader = new SshReader(message)
  const type = reader.byte()
  if (type === 11) return { kind: 'identities' }
  if (type === 13) {
    const [key, data, flags] = [reader.string(), reader.string(), reader.uint32()]
    if (key !== null && data !== null && flags !== null) return { kind: 'sign', key, data }
  }
  if (type === 27 && reader.text() === 'session-bind@openssh.com') {
    const [hostKey, sessionId, signature, forwarding] = [
      reader.string(),
      reader.string(),
      reader.string(),
      reader.byte(),
    ]
    if (hostKey !== null && sessionId !== null && signature !== null && forwarding !== null) {
      return { kind: 'session_bind', hostKey, sessionId, signature, forwarding: forwarding !== 0 }
    }
  }
  return { kind: 'other' }
}

/** The data of a sign request that is a sign-in by public key (RFC 4252 §7); nothing else is one. */
export type SignInRequest = {
  readonly sessionId: Buffer
  readonly user: string
  readonly algorithm: string
  readonly key: Buffer
  /** Named by OpenSSH ≥ 8.9 on both ends (`publickey-hostbound-v00@openssh.com`). */
  readonly hostKey: Buffer | null
}

export function parseSignInRequest(data: Buffer): SignInRequest | null {
  const reader = new SshReader(data)
  const sessionId = reader.string()
  const type = reader.byte()
  const user = reader.text()
  const service = reader.text()
  const method = reader.text()
  const signed = reader.byte()
  const algorithm = reader.text()
  const key = reader.string()
  const hostBound = method === 'publickey-hostbound-v00@openssh.com'
  const hostKey = hostBound ? reader.string() : null
  if (!reader.complete || sessionId === null || user === null || algorithm === null || key === null) return null
  if (type !== 50 || signed !== 1 || service !== 'ssh-connection') return null
  if (!hostBound && method !== 'publickey') return null
  return { sessionId, user, algorithm, key, hostKey }
}
