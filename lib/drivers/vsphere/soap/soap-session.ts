import { ZerfauxError } from '../../../domain/errors.ts'
import type { answerTypes } from '../schema/vim-answers.ts'
import type { Answer, MethodName, Parameters, Read } from '../schema/wire-types.ts'
import type { SoapAnswer, SoapChannel, SoapPiece } from './soap-channel.ts'
import { faultFailure, type Fault } from './soap-fault.ts'
import { shownAddress } from './vcenter-address.ts'

/** The managed objects that everything starts from. */
export type ServiceContent = {
  readonly [Name in keyof (typeof answerTypes)['ServiceContent']]: Read<(typeof answerTypes)['ServiceContent'][Name]>
}

export type Call = {
  /** What the operator would call it, after "Could not": `read the VMs`. */
  readonly doing: string
  readonly signal: AbortSignal
  /** The request holds a secret: whatever the vCenter says about it is kept out of errors. */
  readonly secret?: boolean
}

/** Calls under one session, or under none. A session that has ended is not renewed here. */
export class SoapSession {
  readonly channel: SoapChannel
  readonly content: ServiceContent
  readonly #cookie: string | null

  constructor(channel: SoapChannel, content: ServiceContent, cookie: string | null) {
    this.channel = channel
    this.content = content
    this.#cookie = cookie
  }

  async call<Method extends MethodName>(
    method: Method,
    parameters: Parameters<Method>,
    call: Call,
  ): Promise<Answer<Method>> {
    return answerOf(this.channel, method, await drain(this.#exchange(method, parameters, call)), call)
  }

  /** As `call`, but hands out the answer's objects as they arrive; the answer itself comes last. */
  async *pieces<Method extends MethodName>(
    method: Method,
    parameters: Parameters<Method>,
    call: Call,
  ): AsyncGenerator<
    | { readonly objects: readonly Read<'ObjectContent'>[]; readonly token: string | undefined }
    | { readonly answer: Answer<Method> }
  > {
    for await (const piece of this.#exchange(method, parameters, call)) {
      if ('objects' in piece) yield { objects: asObjectContents(piece.objects), token: piece.token }
      else yield { answer: answerOf(this.channel, method, piece.answer, call) }
    }
  }

  picture(path: string, signal: AbortSignal): Promise<Uint8Array | null> {
    return this.channel.picture(path, this.#cookie, signal)
  }

  #exchange<Method extends MethodName>(
    method: Method,
    parameters: Parameters<Method>,
    { signal }: Call,
  ): AsyncIterable<SoapPiece> {
    return this.channel.exchange({ method, parameters, cookie: this.#cookie, signal })
  }
}

export async function readServiceContent(channel: SoapChannel, signal: AbortSignal): Promise<ServiceContent> {
  const instance = { type: 'ServiceInstance', value: 'ServiceInstance' }
  const call: Call = { doing: 'ask what it is', signal }
  const answer = await drain(
    channel.exchange({ method: 'RetrieveServiceContent', parameters: { _this: instance }, cookie: null, signal }),
  )
  return withEverything(channel, answerOf(channel, 'RetrieveServiceContent', answer, call))
}

/** @throws ZerfauxError `sign_in_refused` */
export async function signIn(
  channel: SoapChannel,
  credentials: { readonly username: string; readonly password: string },
  signal: AbortSignal,
): Promise<SoapSession> {
  const content = await readServiceContent(channel, signal)
  const call: Call = { doing: 'sign in', signal, secret: true }
  const parameters = {
    _this: content.sessionManager,
    userName: credentials.username,
    password: credentials.password,
    locale: 'en',
  }
  const answer = await drain(channel.exchange({ method: 'Login', parameters, cookie: null, signal }))
  answerOf(channel, 'Login', answer, call)
  if (answer.cookie === null) {
    throw new ZerfauxError(
      'remote_rejected',
      `vCenter ${shownAddress(channel.address)} let us in without giving us a session`,
    )
  }
  return new SoapSession(channel, content, answer.cookie)
}

async function drain(exchange: AsyncIterable<SoapPiece>): Promise<SoapAnswer> {
  let answer: SoapAnswer = { body: undefined, cookie: null }
  for await (const piece of exchange) if ('answer' in piece) answer = piece.answer
  return answer
}

function answerOf<Method extends MethodName>(
  channel: SoapChannel,
  method: Method,
  { body }: SoapAnswer,
  call: Call,
): Answer<Method> {
  const envelope = asEnvelope(body)
  const fault = envelope?.Body?.Fault
  if (fault) {
    const said = call.secret ? null : (fault.faultstring ?? null)
    throw faultFailure(channel.address, call.doing, fault.detail?.[0] ?? {}, said)
  }
  const response = envelope?.Body?.[`${method}Response`]
  if (!response) {
    throw new ZerfauxError(
      'remote_rejected',
      `Could not ${call.doing}: vCenter ${shownAddress(channel.address)} answered something else than asked`,
    )
  }
  return asAnswer<Method>(response)
}

function withEverything(channel: SoapChannel, content: Answer<'RetrieveServiceContent'>): ServiceContent {
  const { rootFolder, propertyCollector, viewManager, about, sessionManager, searchIndex } = content ?? {}
  if (rootFolder && propertyCollector && viewManager && about && sessionManager && searchIndex) {
    return { rootFolder, propertyCollector, viewManager, about, sessionManager, searchIndex }
  }
  throw new ZerfauxError('remote_rejected', `What answers at ${shownAddress(channel.address)} is not a vCenter`, {
    hint: 'Check the address. A single ESXi host cannot be used.',
  })
}

type Envelope = {
  readonly Body?: Readonly<Record<string, { readonly returnval?: unknown } | undefined>> & {
    readonly Fault?: { readonly faultstring?: string; readonly detail?: readonly Fault[] }
  }
}

/** `envelopePlan` lets nothing of another shape through the decoder; every field may be absent. */
function asEnvelope(body: unknown): Envelope | undefined {
  return body as Envelope | undefined
}

/** As above: the decoder follows the method's `gives` in the schema. */
function asAnswer<Method extends MethodName>(response: { readonly returnval?: unknown }): Answer<Method> {
  return response.returnval as Answer<Method>
}

/** As above: only `RetrieveResult.objects` is handed out. */
function asObjectContents(objects: readonly unknown[]): readonly Read<'ObjectContent'>[] {
  return objects as readonly Read<'ObjectContent'>[]
}
