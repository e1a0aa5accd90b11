import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { BASE_PATH, pathParameters, type Endpoint } from './endpoint.ts'
import { allEndpoints } from './endpoints/all-endpoints.ts'
import { toSnake } from './json-keys.ts'
import { Problem } from './problem.ts'

const problem = { content: { 'application/problem+json': { schema: Problem } } }

/** OpenAPI 3.1, from the schemas that the routes parse with. */
export function openApiDocument(): Record<string, unknown> {
  const paths: ZodOpenApiPathsObject = {}
  for (const endpoint of allEndpoints) {
    const path = `${BASE_PATH}${endpoint.path}`
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint) }
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Zerfaux',
      version: '1',
      description:
        'Disaster recovery for VMware vSphere on ZFS. Times are RFC 3339 UTC, sizes are bytes. Errors are RFC 9457 problem details.',
    },
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'zfx_…' } } },
    paths: { ...paths, [`${BASE_PATH}/jobs/{id}/events`]: { get: jobEvents } },
  })
  return snakeCased(JSON.parse(JSON.stringify(document)))
}

function operation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { operationId, tag, summary, role, query, body, answer, status } = endpoint
  const ids = Object.fromEntries(pathParameters(endpoint).map((name) => [name, z.uuid()]))
  return {
    operationId,
    tags: [tag],
    summary,
    description: `Role: ${role}.`,
    requestParams: {
      ...(Object.keys(ids).length > 0 && { path: z.object(ids) }),
      ...(query && { query }),
      ...(endpoint.method === 'POST' && endpoint.idempotency !== 'none' && { header: idempotencyHeader }),
    },
    ...(body && {
      requestBody: { required: !body.safeParse(undefined).success, content: { 'application/json': { schema: body } } },
    }),
    responses: {
      [status]: { description: summary, ...(answer && { content: { 'application/json': { schema: answer } } }) },
      default: { description: 'What went wrong', ...problem },
    },
  }
}

const idempotencyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'A repeat with the same key gets the first answer' }),
})

const jobEvents: ZodOpenApiOperationObject = {
  operationId: 'watch_job',
  tags: ['Jobs'],
  summary: 'The job, at each change, as server-sent events',
  description: 'Role: viewer.',
  requestParams: { path: z.object({ id: z.uuid() }) },
  responses: {
    200: { description: 'A stream of `job` events', content: { 'text/event-stream': { schema: z.string() } } },
    default: { description: 'What went wrong', ...problem },
  },
}

/** The code's names are camelCase; the wire's are the database's. Same rule as the door's own. */
function snakeCased(node: unknown): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(renamed(node))
}

function renamed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(renamed)
  if (node === null || typeof node !== 'object') return node
  const entries = Object.entries(node).map(([key, value]): [string, unknown] => {
    if (key === 'properties' && value !== null && typeof value === 'object') {
      return [key, Object.fromEntries(Object.entries(value).map(([name, schema]) => [toSnake(name), renamed(schema)]))]
    }
    if (key === 'required' && Array.isArray(value))
      return [key, value.map((name) => (typeof name === 'string' ? toSnake(name) : name))]
    return [key, renamed(value)]
  })
  const object = Object.fromEntries(entries)
  return object.in === 'query' && typeof object.name === 'string' ? { ...object, name: toSnake(object.name) } : object
}
