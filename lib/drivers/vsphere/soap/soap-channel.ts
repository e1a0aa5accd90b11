import { setImmediate as nextTurn } from 'node:timers/promises'
import { Pool, type Dispatcher } from 'undici'
import { ZerfauxError } from '../../../domain/errors.ts'
import type { MethodName, Parameters } from '../schema/wire-types.ts'
import { XmlRefused, xmlLimits } from '../xml/xml-limits.ts'
import { XmlTokenizer } from '../xml/xml-tokenizer.ts'
import { AnswerDecoder } from './answer-decoder.ts'
import { connectionFailure } from './connection-failure.ts'
import { envelopePlan } from './decode-plan.ts'
import { serialiseRequest } from './serialise-request.ts'
import { shownAddress, vcenterOrigin, type VcenterAddress } from './vcenter-address.ts'

/** Every vCenter since 6.5 speaks this; the schema holds nothing newer. */
const SOAP_ACTION = '"urn:vim25/6.5"'
/** A large vCenter may think for a minute before the first byte of a page. */
const SILENCE_MS = 120_000
/** A reader that takes its time over one page must not hold up the others. */
const CONNECTIONS = 4
/** Questions that stay open must not hold up the others either. */
const OPEN_QUESTIONS = 16
/** The event loop gets its turn after so much work at a stretch. */
const STRETCH_MS = 10

export type SoapRequest<Method extends MethodName> = {
  readonly method: Method
  readonly parameters: Parameters<Method>
  readonly cookie: string | null
  readonly signal: AbortSignal
}

/** The rest of an answer, after its objects: the response's value or the fault, still unread. */
export type SoapAnswer = { readonly body: unknown; readonly cookie: string | null }

/** Objects as they arrive; the answer comes last. */
export type SoapPiece =
  | { readonly objects: readonly unknown[]; readonly token: string | undefined }
  | { readonly answer: SoapAnswer }

/** One vCenter's SOAP endpoint. Knows neither sessions nor what the answers mean. */
export class SoapChannel {
  readonly address: VcenterAddress
  readonly #pool: Pool
  readonly #waiting: Pool

  constructor(address: VcenterAddress, connect: NonNullable<Pool.Options['connect']>) {
    this.address = address
    const pool = (connections: number) =>
      new Pool(vcenterOrigin(address), { connect, connections, headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS })
    this.#pool = pool(CONNECTIONS)
    this.#waiting = pool(OPEN_QUESTIONS)
  }

  /**
   * Sends one request and decodes the answer as it arrives. The next piece is taken from the connection only when the last handful was taken.
   * Nothing is ever sent twice.
   */
  async *exchange<Method extends MethodName>(request: SoapRequest<Method>): AsyncGenerator<SoapPiece> {
    const { signal } = request
    try {
      const response = await this.#post(request)
      yield* this.#read(request.method, response, signal)
    } catch (error) {
      // undici reports our own abort as an error of its own.
      signal.throwIfAborted()
      if (error instanceof XmlRefused) {
        throw new ZerfauxError(
          'remote_rejected',
          `vCenter ${shownAddress(this.address)} sent an answer that is refused: ${error.message}`,
        )
      }
      throw connectionFailure(this.address, error)
    }
  }

  /** A picture that the vCenter's web server has for this session; null where it has none. */
  async picture(path: string, cookie: string | null, signal: AbortSignal): Promise<Uint8Array | null> {
    try {
      const headers = cookie === null ? {} : { cookie }
      const { statusCode, headers: told, body } = await this.#pool.request({ method: 'GET', path, headers, signal })
      if (statusCode === 200 && String(told['content-type']).startsWith('image/')) return await body.bytes()
      body.once('error', () => {}).destroy()
      return null
    } catch (error) {
      signal.throwIfAborted()
      throw connectionFailure(this.address, error)
    }
  }

  /** Ends all connections, also those in mid-answer. */
  async close(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.#waiting.destroy()])
  }

  async #post<Method extends MethodName>(request: SoapRequest<Method>): Promise<Dispatcher.ResponseData> {
    const pool = request.method === 'WaitForUpdatesEx' ? this.#waiting : this.#pool
    const response = await pool.request({
      method: 'POST',
      path: '/sdk',
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        soapaction: SOAP_ACTION,
        ...(request.cookie !== null && { cookie: request.cookie }),
      },
      body: serialiseRequest(request.method, request.parameters),
      signal: request.signal,
    })
    // Faults come with 500; whatever has another status was not written by a vCenter's SOAP service.
    if (response.statusCode === 200 || response.statusCode === 500) return response
    // Nobody reads it, so nobody else hears of its end.
    response.body.once('error', () => {}).destroy()
    const what = `vCenter ${shownAddress(this.address)} answers HTTP ${response.statusCode}`
    if ([502, 503, 504].includes(response.statusCode)) {
      throw new ZerfauxError('unreachable', `${what}: its service is not running`, {
        hint: 'A vCenter that is starting takes some minutes.',
      })
    }
    throw new ZerfauxError('remote_rejected', `${what} where its SOAP service should be`, {
      hint: 'Check that the address and port are those of a vCenter.',
    })
  }

  async *#read(method: MethodName, response: Dispatcher.ResponseData, signal: AbortSignal): AsyncGenerator<SoapPiece> {
    let objects: unknown[] = []
    let token: string | undefined
    let sinceObject = 0
    const decoder = new AnswerDecoder(envelopePlan(method), (object, beside) => {
      objects.push(object)
      if (typeof beside['token'] === 'string') token = beside['token']
      sinceObject = 0
    })
    const xml = new XmlTokenizer(decoder)
    const utf8 = new TextDecoder('utf-8', { fatal: true })
    let turnBegan = performance.now()
    for await (const piece of response.body) {
      signal.throwIfAborted()
      const text = decodeUtf8(utf8, piece)
      sinceObject += text.length
      if (sinceObject > xmlLimits.itemCharacters) throw new XmlRefused('it has an object that is too large')
      xml.write(text)
      if (objects.length > 0) {
        yield { objects, token }
        objects = []
      }
      if (performance.now() - turnBegan > STRETCH_MS) {
        await nextTurn()
        turnBegan = performance.now()
      }
    }
    xml.end()
    yield { answer: { body: decoder.result['Envelope'], cookie: sessionCookie(response) } }
  }
}

function decodeUtf8(utf8: TextDecoder, piece: Uint8Array): string {
  try {
    return utf8.decode(piece, { stream: true })
  } catch {
    throw new XmlRefused('it is not UTF-8')
  }
}

function sessionCookie({ headers }: Dispatcher.ResponseData): string | null {
  const cookies = [headers['set-cookie'] ?? []].flat()
  const session = cookies.find((cookie) => cookie.startsWith('vmware_soap_session='))
  return session?.split(';')[0] ?? null
}
