import 'server-only'
import { z } from 'zod'
import { ZerfauxError } from '../domain/errors.ts'
import { requireRole, type ServiceContext } from '../services/context.ts'
import { answer } from './answer.ts'
import { contextOfRequest } from './authenticate.ts'
import { BASE_PATH, pathParameters, type Endpoint } from './endpoint.ts'
import { oncePerKey } from './idempotency.ts'
import { fromJson, toJson, type Json } from './json-keys.ts'

type Handler = (
  request: Request,
  context: { params: Promise<Record<string, string | string[] | undefined>> },
) => Promise<Response>
type Methods = Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', Handler>

const MAX_BODY_BYTES = 256 * 1024

/** The handlers of one path. A method that is not in the contract is answered with 405 and what there is. */
export function routes(...endpoints: readonly Endpoint[]): Methods {
  const allow = endpoints.map(({ method }) => method).join(', ')
  const of = (method: Endpoint['method']): Handler => {
    const endpoint = endpoints.find((candidate) => candidate.method === method)
    return endpoint ? handle(endpoint) : () => Promise.resolve(methodNotAllowed(method, allow))
  }
  return { GET: of('GET'), POST: of('POST'), PUT: of('PUT'), PATCH: of('PATCH'), DELETE: of('DELETE') }
}

function handle(endpoint: Endpoint): Handler {
  return (request, { params }) =>
    answer(async () => {
      const ctx = await contextOfRequest(request)
      // The verb asks again. Here so that who may not do a thing does not learn how to spell it either.
      requireRole(ctx, endpoint.role)
      const text = endpoint.method === 'GET' ? '' : await readText(request)
      const input = readInput(endpoint, request, await params, text)
      if (endpoint.method !== 'POST' || endpoint.idempotency === 'none')
        return respond(endpoint, await run(endpoint, ctx, input))
      return oncePerKey(ctx, request, text, async () => respond(endpoint, await run(endpoint, ctx, input)))
    })
}

/** `run`'s own schema parses the input again: the verb trusts nobody, this door only reads JSON. */
async function run(endpoint: Endpoint, ctx: ServiceContext, input: Record<string, unknown>): Promise<unknown> {
  return endpoint.run(ctx, asVerbInput(input))
}

/** Guaranteed by the verb, which parses whatever it is given. */
function asVerbInput(input: Record<string, unknown>): never {
  return input as never
}

function respond(endpoint: Endpoint, result: unknown): Response {
  const headers = new Headers({ 'cache-control': 'no-store' })
  const job = z.object({ jobId: z.uuid() }).safeParse(result)
  if (endpoint.status === 202 && job.success) headers.set('location', `${BASE_PATH}/jobs/${job.data.jobId}`)
  const batch = z.object({ batchId: z.uuid() }).safeParse(result)
  if (endpoint.status === 202 && batch.success) headers.set('location', `${BASE_PATH}/batches/${batch.data.batchId}`)
  const made = z.object({ id: z.uuid() }).safeParse(result)
  if (endpoint.status === 201 && made.success)
    headers.set('location', `${BASE_PATH}${locationOf(endpoint)}/${made.data.id}`)
  if (endpoint.answer === null) return new Response(null, { status: endpoint.status, headers })
  return Response.json(toJson(result), { status: endpoint.status, headers })
}

/** Protected VMs are made below their group, and live at a path of their own. */
function locationOf({ path }: Endpoint): string {
  return path.replace(/^.*\{id\}/, '')
}

function readInput(
  endpoint: Endpoint,
  request: Request,
  params: Record<string, string | string[] | undefined>,
  text: string,
): Record<string, unknown> {
  const ids = Object.fromEntries(pathParameters(endpoint).map((name) => [name, params[name]]))
  z.strictObject(Object.fromEntries(Object.keys(ids).map((name) => [name, z.uuid()]))).parse(ids)
  const leftOut = text.trim() === '' && endpoint.body?.safeParse(undefined).success
  const body = endpoint.body && !leftOut ? readBody(endpoint.body, text) : emptyBody(text)
  return { ...readQuery(endpoint, request), ...(endpoint.bodyAs ? { [endpoint.bodyAs]: body } : body), ...ids }
}

function readQuery(endpoint: Endpoint, request: Request): Record<string, unknown> {
  const given: Record<string, Json> = {}
  for (const [name, value] of new URL(request.url).searchParams) {
    if (Object.hasOwn(given, name))
      throw new ZerfauxError('invalid_input', `The parameter ${name.slice(0, 100)} is given twice`)
    if (value.includes('\u0000'))
      throw new ZerfauxError('invalid_input', `The parameter ${name.slice(0, 100)} holds a NUL character`)
    given[name] = value
  }
  const query = z.record(z.string(), z.unknown()).parse(fromJson(given))
  const schema = endpoint.query ?? z.strictObject({})
  schema.parse(query)
  return query
}

function readBody(schema: z.ZodType, text: string): Record<string, unknown> {
  const body = fromJson(parseJson(text))
  schema.parse(body)
  return z.record(z.string(), z.unknown()).parse(body)
}

function emptyBody(text: string): Record<string, never> {
  if (text.trim() === '') return {}
  z.strictObject({}).parse(fromJson(parseJson(text)))
  return {}
}

function parseJson(text: string): Json {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    throw new ZerfauxError('invalid_input', 'The body is not JSON', {
      hint: 'Send a JSON object with Content-Type: application/json.',
    })
  }
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength
    if (length > MAX_BODY_BYTES)
      throw new ZerfauxError('invalid_input', `The body is longer than ${MAX_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks)
  // Postgres' text cannot hold NUL, and JSON can spell it.
  const text = bytes.toString('utf8')
  if (text.includes('\\u0000') || text.includes('\u0000'))
    throw new ZerfauxError('invalid_input', 'The body holds a NUL character')
  return text
}

function methodNotAllowed(method: string, allow: string): Response {
  const problem = {
    type: 'urn:zerfaux:problem:method_not_allowed',
    title: 'Method not allowed',
    status: 405,
    detail: `There is no ${method} here; there is: ${allow}`,
    code: 'invalid_input',
  }
  return Response.json(problem, { status: 405, headers: { 'content-type': 'application/problem+json', allow } })
}
