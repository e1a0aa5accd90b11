import type { Pool } from 'undici'
import { ZerfauxError } from '../../../domain/errors.ts'
import { SoapChannel } from './soap-channel.ts'
import { signIn, type SoapSession } from './soap-session.ts'
import type { VcenterAddress } from './vcenter-address.ts'

const SIGN_IN_MS = 30_000
const SIGN_OUT_MS = 3_000

/** Keeps one session for everybody. However many callers find it ended, one of them signs in again. */
export class SessionKeeper {
  readonly #address: VcenterAddress
  readonly #connect: NonNullable<Pool.Options['connect']>
  readonly #credentials: { readonly username: string; readonly password: string }
  #channel: SoapChannel | null = null
  #session: SoapSession | null = null
  #signingIn: Promise<SoapSession> | null = null

  constructor(
    address: VcenterAddress,
    connect: NonNullable<Pool.Options['connect']>,
    credentials: { readonly username: string; readonly password: string },
  ) {
    this.#address = address
    this.#connect = connect
    this.#credentials = credentials
  }

  async current(signal: AbortSignal): Promise<SoapSession> {
    signal.throwIfAborted()
    if (this.#session) return this.#session
    this.#signingIn ??= this.#signIn().finally(() => {
      this.#signingIn = null
    })
    return orAborted(this.#signingIn, signal)
  }

  /** Leaves a newer session alone: another caller was faster. */
  forget(session: SoapSession): void {
    if (this.#session === session) this.#session = null
  }

  /**
   * Runs the work under the current session, and once more under a new one when that had ended.
   * `NotAuthenticated` is the one answer after which nothing was done, so also a change may be repeated.
   */
  async run<Result>(signal: AbortSignal, work: (session: SoapSession) => Promise<Result>): Promise<Result> {
    const session = await this.current(signal)
    try {
      return await work(session)
    } catch (error) {
      if (!isSessionEnd(error)) throw error
      this.forget(session)
      return work(await this.current(signal))
    }
  }

  async close(): Promise<void> {
    await this.#signingIn?.catch(() => undefined)
    const [session, channel] = [this.#session, this.#channel]
    this.#session = null
    this.#channel = null
    // A session that cannot be ended now ends by itself; there is nobody to tell.
    await session
      ?.call(
        'Logout',
        { _this: session.content.sessionManager },
        { doing: 'sign out', signal: AbortSignal.timeout(SIGN_OUT_MS) },
      )
      .catch(() => undefined)
    await channel?.close()
  }

  async #signIn(): Promise<SoapSession> {
    this.#channel ??= new SoapChannel(this.#address, this.#connect)
    const silence = new ZerfauxError(
      'unreachable',
      `vCenter ${this.#address.host} does not answer the sign-in within ${SIGN_IN_MS / 1000} s`,
    )
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(silence), SIGN_IN_MS)
    try {
      this.#session = await signIn(this.#channel, this.#credentials, limit.signal)
      return this.#session
    } finally {
      clearTimeout(timer)
    }
  }
}

export function isSessionEnd(error: unknown): boolean {
  return error instanceof ZerfauxError && error.code === 'session_ended'
}

/** The shared sign-in goes on when one of those who wait for it gives up. */
async function orAborted<Result>(shared: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const aborted = Promise.withResolvers<never>()
  const giveUp = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([shared, aborted.promise])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}
