import { existsSync } from 'node:fs'
import { db } from '../../lib/db/client.ts'
import type { Role } from '../../lib/domain/role.ts'
import { BASE_PATH, type Endpoint } from '../../lib/http/endpoint.ts'
import { createApiToken } from '../../lib/services/api-tokens/api-tokens.ts'
import { serviceContext } from '../../lib/services/context.ts'

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Record<string, never> & { items: never[] }
}

export const system = () => serviceContext({ kind: 'system', id: 'test', name: 'test', role: 'admin' }, null)

export async function tokenOf(role: Role): Promise<string> {
  const { token } = await createApiToken(system(), { name: `test ${role}`, role })
  return token
}

/** Calls the route's own handler, found by its path as Next finds it. */
export async function call(
  method: Endpoint['method'],
  path: string,
  options: { token?: string; body?: unknown; raw?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const url = new URL(`http://127.0.0.1${BASE_PATH}${path}`)
  const { file, params } = routeOf(url.pathname.slice(BASE_PATH.length))
  const route: Record<string, Handler> = await import(/* @vite-ignore */ file)
  const handler = route[method]
  if (!handler) throw new Error(`${file} has no ${method}`)
  const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body))
  const headers = {
    ...(options.token !== undefined && { authorization: `Bearer ${options.token}` }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...options.headers,
  }
  const request = new Request(url, { method, headers, ...(body !== undefined && { body }) })
  const response = await handler(request, { params: Promise.resolve(params) })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: text ? JSON.parse(text) : {} }
}

/** `/vcenters/<id>/vms` is served by `vcenters/[id]/vms/route.ts`, as a literal name wins over `[id]`. */
function routeOf(path: string): { file: string; params: Record<string, string> } {
  let folder = new URL('../../app/api/replication', import.meta.url).pathname
  const params: Record<string, string> = {}
  for (const part of path.split('/').filter(Boolean)) {
    if (existsSync(`${folder}/${part}`)) folder += `/${part}`
    else {
      folder += '/[id]'
      params['id'] = decodeURIComponent(part)
    }
  }
  return { file: `${folder}/route.ts`, params }
}

/** Same pool as the routes'. */
export const database = db
