import { createHmac } from 'node:crypto'
import { Agent, fetch } from 'undici'
import type { z } from 'zod'
import type { WebhookSettings } from '../../domain/alert-channel.ts'
import { noticeBody, type AlertNotice } from '../../domain/alert-notice.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import type { AlertSender } from './alert-sender.ts'

const TIME_LIMIT_MS = 10_000

/** Posts a notice as JSON, signed so that the receiver knows whose it is and when it was made. */
export class WebhookSender implements AlertSender {
  readonly #url: string
  readonly #caPem: string | null
  readonly #secret: string

  constructor({ url, caPem }: z.infer<typeof WebhookSettings>, secret: string) {
    this.#url = url
    this.#caPem = caPem
    this.#secret = secret
  }

  async send(notice: AlertNotice): Promise<{ incomplete: null }> {
    const now = new Date()
    const body = JSON.stringify(noticeBody(notice, now.toISOString()))
    const timestamp = String(Math.floor(now.getTime() / 1000))
    const status = await this.#post(body, {
      'content-type': 'application/json',
      'user-agent': 'Zerfaux',
      'zerfaux-delivery': notice.deliveryId,
      'zerfaux-timestamp': timestamp,
      'zerfaux-signature': webhookSignature(this.#secret, timestamp, body),
    })
    if (status >= 200 && status < 300) return { incomplete: null }
    throw refused(status, this.#origin())
  }

  async #post(body: string, headers: Record<string, string>): Promise<number> {
    const dispatcher = new Agent(this.#caPem === null ? {} : { connect: { ca: this.#caPem } })
    try {
      const answer = await fetch(this.#url, {
        dispatcher,
        method: 'POST',
        body,
        headers,
        // Where it leads to is for an admin to enter, not for the receiver to say.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIME_LIMIT_MS),
      })
      await answer.body?.cancel()
      return answer.status
    } catch (error) {
      throw new ZerfauxError('unreachable', `The webhook at ${this.#origin()} did not answer: ${reasonOf(error)}`, {
        hint: 'Check the address, its certificate and that the network lets this machine through.',
      })
    } finally {
      await dispatcher.destroy()
    }
  }

  /** The rest of such an address is often a secret. */
  #origin(): string {
    return new URL(this.#url).origin
  }
}

/** `v1=` and the HMAC-SHA256 over `<timestamp>.<body>`, hexadecimal. */
export function webhookSignature(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`
}

function refused(status: number, origin: string): ZerfauxError {
  if (status >= 300 && status < 400) {
    return new ZerfauxError('remote_rejected', `The webhook at ${origin} answered with a redirect (${status})`, {
      hint: 'Redirects are not followed. Enter the address that it leads to.',
    })
  }
  return new ZerfauxError('remote_rejected', `The webhook at ${origin} answered with status ${status}`, {
    hint: 'Look at the receiver: it must answer with a status between 200 and 299.',
  })
}

/** undici hides what went wrong behind "fetch failed"; its code names no address. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `nothing within ${TIME_LIMIT_MS / 1000} s`
  const cause = error instanceof Error ? (error.cause ?? error) : error
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return 'the connection failed'
}
