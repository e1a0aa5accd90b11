import { Duplex } from 'node:stream'
import ssh2, { type ParsedKey } from 'ssh2'
import { parseAgentRequest, parseSignInRequest, type AgentRequest, type SignInRequest } from './agent-request.ts'
import { isSignedBy, makeSignature } from './ssh-signature.ts'
import { sshString, uint32 } from './ssh-wire.ts'

const [FAILURE, SUCCESS, IDENTITIES, SIGNATURE] = [5, 6, 12, 14]
const MAX_MESSAGE = 64 * 1024

/** Leave to sign in as one user at one host with one key, so many times. */
export type AgentGrant = {
  readonly key: ParsedKey
  readonly user: string
  readonly hostKey: Buffer
  readonly signatures: number
  /** For an `ssh` before 8.9, which cannot say which host it talks to. */
  readonly trustUnboundSessions: boolean
}

type LiveGrant = AgentGrant & { signaturesLeft: number }
type Session = { readonly hostKey: Buffer; readonly sessionId: Buffer }

/**
 * The agent that a source appliance is lent while it sends, so that no key ever lies there. It
 * lives in this process, answers only while a grant is live, and signs only the sign-in that the
 * grant describes. `ssh` proves to it which host it talks to (session-bind); what was proven for
 * another host is refused.
 */
export class ForwardedAgent extends ssh2.BaseAgent {
  readonly #grants = new Set<LiveGrant>()

  /** @returns takes the leave back; a signature request after that is refused. */
  grant(grant: AgentGrant): () => void {
    const live = { ...grant, signaturesLeft: grant.signatures }
    this.#grants.add(live)
    return () => void this.#grants.delete(live)
  }

  // Our own sign-in to the source never goes through this agent.
  override getIdentities(answer: (error: Error | undefined, keys?: ParsedKey[]) => void): void {
    answer(undefined, [])
  }

  override sign(_key: unknown, _data: Buffer, ...rest: unknown[]): void {
    const answer = rest.at(-1)
    if (typeof answer === 'function') answer(new Error('This agent only serves transfers'))
  }

  override getStream(answer: (error: Error | undefined, stream?: Duplex) => void): void {
    if (this.#grants.size === 0) return answer(new Error('No transfer is running'))
    answer(undefined, this.#openStream())
  }

  #openStream(): Duplex {
    const sessions: Session[] = []
    let pending = Buffer.alloc(0)
    const stream = new Duplex({
      read() {},
      write: (chunk: Buffer, _encoding, done) => {
        pending = Buffer.concat([pending, chunk])
        while (pending.length >= 4) {
          const length = pending.readUInt32BE()
          if (length > MAX_MESSAGE) return done(new Error('The agent was sent a message that is too long'))
          if (pending.length < 4 + length) break
          const answer = this.#answer(parseAgentRequest(pending.subarray(4, 4 + length)), sessions)
          pending = pending.subarray(4 + length)
          stream.push(Buffer.concat([uint32(answer.length), answer]))
        }
        done()
      },
      final(done) {
        stream.push(null)
        done()
      },
    })
    // A peer that goes away in mid-message is no failure of ours.
    stream.on('error', () => {})
    return stream
  }

  #answer(request: AgentRequest, sessions: Session[]): Buffer {
    switch (request.kind) {
      case 'identities': {
        const keys = this.#reachable(sessions).map(({ key }) =>
          Buffer.concat([sshString(key.getPublicSSH()), sshString('')]),
        )
        return Buffer.concat([Buffer.of(IDENTITIES), uint32(keys.length), ...keys])
      }
      case 'session_bind': {
        const { hostKey, sessionId, signature, forwarding } = request
        const known = [...this.#grants].some((grant) => grant.hostKey.equals(hostKey))
        if (!known || forwarding || !isHostsSignature(hostKey, signature, sessionId)) {
          // Whatever else this peer asks is about a host that we did not mean.
          sessions.push({ hostKey: Buffer.alloc(0), sessionId: Buffer.alloc(0) })
          return Buffer.of(FAILURE)
        }
        sessions.push({ hostKey, sessionId })
        return Buffer.of(SUCCESS)
      }
      case 'sign': {
        const wanted = parseSignInRequest(request.data)
        const signature = wanted && wanted.key.equals(request.key) ? this.#sign(wanted, request.data, sessions) : null
        return signature === null ? Buffer.of(FAILURE) : Buffer.concat([Buffer.of(SIGNATURE), sshString(signature)])
      }
      case 'other':
        return Buffer.of(FAILURE)
    }
  }

  #sign(wanted: SignInRequest, data: Buffer, sessions: Session[]): Buffer | null {
    const session = sessions.find(({ sessionId }) => sessionId.equals(wanted.sessionId))
    const grant = this.#reachable(sessions).find(
      (candidate) =>
        candidate.signaturesLeft > 0 &&
        candidate.user === wanted.user &&
        candidate.key.getPublicSSH().equals(wanted.key) &&
        (wanted.hostKey === null || wanted.hostKey.equals(candidate.hostKey)) &&
        (session ? session.hostKey.equals(candidate.hostKey) : candidate.trustUnboundSessions),
    )
    if (!grant) return null
    grant.signaturesLeft--
    return makeSignature(grant.key, wanted.algorithm, data)
  }

  /** Grants for the host that the peer has proven to talk to; all of them while it has proven nothing. */
  #reachable(sessions: Session[]): LiveGrant[] {
    const last = sessions.at(-1)
    return [...this.#grants].filter((grant) => !last || grant.hostKey.equals(last.hostKey))
  }
}

function isHostsSignature(hostKey: Buffer, signature: Buffer, sessionId: Buffer): boolean {
  const key = ssh2.utils.parseKey(hostKey)
  return !(key instanceof Error) && isSignedBy(key, signature, sessionId)
}
