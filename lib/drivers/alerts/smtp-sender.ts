import { createTransport } from 'nodemailer'
import type { z } from 'zod'
import type { SmtpSettings } from '../../domain/alert-channel.ts'
import { noticeLines, noticeSubject, type AlertNotice } from '../../domain/alert-notice.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { inTime } from '../in-time.ts'
import type { AlertSender } from './alert-sender.ts'

const CONNECT_MS = 10_000
const SILENT_MS = 20_000
/** A server that answers a little now and then must not hold us for ever. */
const TIME_LIMIT_MS = 60_000

/** Plain text with the same in HTML, in one thread per alert. */
export class SmtpSender implements AlertSender {
  readonly #settings: z.infer<typeof SmtpSettings>
  readonly #password: string | null

  constructor(settings: z.infer<typeof SmtpSettings>, password: string | null) {
    this.#settings = settings
    this.#password = password
  }

  async send(notice: AlertNotice): Promise<{ incomplete: string | null }> {
    const { from, to } = this.#settings
    const transport = this.#transport()
    try {
      const sent = await inTime(transport.sendMail({ from, to, ...mailOf(notice, from) }), TIME_LIMIT_MS, notDone)
      const missed = sent.rejected ?? []
      return { incomplete: missed.length === 0 ? null : `The mail server did not take it for ${missed.join(', ')}` }
    } catch (error) {
      throw this.#explained(error)
    } finally {
      transport.close()
    }
  }

  #transport() {
    const { host, port, security, username, caPem } = this.#settings
    return createTransport({
      host,
      port,
      secure: security === 'tls',
      // Goes on only encrypted; a server that offers none is refused, not trusted.
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      ...(caPem !== null && { tls: { ca: caPem } }),
      ...(username !== null && { auth: { user: username, pass: this.#password ?? '' } }),
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      dnsTimeout: CONNECT_MS,
      socketTimeout: SILENT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  }

  #explained(error: unknown): ZerfauxError {
    const { host, port } = this.#settings
    const server = `The mail server ${host}:${port}`
    const { code = '', said } = readError(error)
    const words = this.#withoutSecret(said)
    if (code === 'EAUTH') {
      return new ZerfauxError('sign_in_refused', `${server} refused the sign-in: ${words}`, {
        hint: 'Enter the user name and password again; some servers want a password made for applications.',
      })
    }
    if (/^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|CERT_|ERR_TLS_CERT)|^ETLS$/.test(code) || /certificate/i.test(said)) {
      return new ZerfauxError('identity_changed', `${server} cannot be trusted or does not encrypt: ${words}`, {
        hint: 'Use the name that its certificate is for; for a certificate of your own authority enter that authority.',
      })
    }
    if (/^E(CONNECTION|TIMEDOUT|SOCKET|DNS|CONNREFUSED|CONNRESET|HOSTUNREACH|PROTOCOL)$/.test(code)) {
      return new ZerfauxError('unreachable', `${server} did not take the mail: ${words}`, {
        hint: 'Check its address and port, the kind of encryption, and that the network lets this machine through.',
      })
    }
    return new ZerfauxError('remote_rejected', `${server} refused the mail: ${words}`, {
      hint: 'Look at sender and recipients, and at what the server allows this user.',
    })
  }

  /** A server may repeat what it was sent. */
  #withoutSecret(text: string): string {
    const { username } = this.#settings
    const password = this.#password
    if (!password) return text
    const base64 = (plain: string) => Buffer.from(plain).toString('base64')
    const forms = [password, base64(password), base64(`\u0000${username}\u0000${password}`)]
    return forms.reduce((words, form) => words.replaceAll(form, '…'), text)
  }
}

const notDone = () => Object.assign(new Error(`it was not done after ${TIME_LIMIT_MS / 1000} s`), { code: 'ETIMEDOUT' })

function mailOf(notice: AlertNotice, from: string) {
  const subject = noticeSubject(notice)
  const lines = noticeLines(notice)
  const domain = from.split('@').at(-1)
  const idOf = (event: string) => `<${notice.alert.id}.${event}@${domain}>`
  return {
    subject,
    text: `${lines.join('\n\n')}\n`,
    html: htmlOf(subject, lines),
    // A repeat of the same notice has the same id: mail systems show it once.
    messageId: notice.event === 'test' ? `<${notice.deliveryId}@${domain}>` : idOf(notice.event),
    ...((notice.event === 'escalated' || notice.event === 'resolved') && { references: [idOf('opened')] }),
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

function htmlOf(subject: string, lines: readonly string[]): string {
  const paragraphs = lines.map((line) =>
    /^https?:\/\/\S+$/.test(line) ? `<p><a href="${escape(line)}">${escape(line)}</a></p>` : `<p>${escape(line)}</p>`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(subject)}</title></head><body>${paragraphs.join('')}</body></html>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}

function readError(error: unknown): { code: string | undefined; said: string } {
  if (!(error instanceof Error)) return { code: undefined, said: 'it does not say why' }
  const text = 'response' in error && typeof error.response === 'string' ? error.response : error.message
  const cause = error.cause instanceof Error && 'code' in error.cause ? error.cause : error
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
  return {
    code,
    said: text
      .replaceAll(/[\p{C}\s]+/gu, ' ')
      .trim()
      .slice(0, 300),
  }
}
