import { existsSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { allEndpoints } from '../../lib/http/endpoints/all-endpoints.ts'
import { BASE_PATH } from '../../lib/http/endpoint.ts'
import { call, tokenOf } from './call.ts'

type Operation = {
  operationId: string
  responses: Record<string, unknown>
  parameters?: { name: string; in: string }[]
}
let paths: Record<string, Record<string, Operation>> = {}
let text = ''

beforeAll(async () => {
  const answer = await call('GET', '/openapi.json', { token: await tokenOf('viewer') })
  expect(answer.status).toBe(200)
  text = answer.text
  const document: { openapi: string; paths: typeof paths } = JSON.parse(text)
  expect(document.openapi).toBe('3.1.0')
  paths = document.paths
})

test('every route is in the document, and has a file', () => {
  for (const { method, path, operationId, status } of allEndpoints) {
    const operation = paths[`${BASE_PATH}${path}`]?.[method.toLowerCase()]
    expect(operation).toMatchObject({
      operationId,
      responses: { [status]: expect.anything(), default: expect.anything() },
    })
    const file = new URL(
      `../../app${BASE_PATH}${path.replaceAll('{', '[').replaceAll('}', ']')}/route.ts`,
      import.meta.url,
    )
    expect(existsSync(file), file.pathname).toBe(true)
  }
})

test('it speaks the wire’s names: nothing in camelCase', () => {
  const names = [...text.matchAll(/"properties":\{"(\w+)"/g), ...text.matchAll(/"name":"(\w+)","in"/g)].map(
    ([, name]) => name ?? '',
  )
  expect(names.length).toBeGreaterThan(30)
  for (const name of names) expect(name).toMatch(/^[a-z0-9_]+$/)
})

test('it describes what is really answered', async () => {
  const token = await tokenOf('admin')
  const { body } = await call('POST', '/targets', {
    token,
    body: { name: 'x', driver: 'simulated', host: 'nas.x.demo', username: 'u', pool: 'tank' },
  })
  const schema = JSON.stringify(paths[`${BASE_PATH}/targets/{id}`]?.['get']?.responses['200'])
  const document = JSON.parse(text)
  const reference = /#\/components\/schemas\/(\w+)/.exec(schema)?.[1]
  const properties = reference
    ? document.components.schemas[reference].properties
    : JSON.parse(schema).content['application/json'].schema.properties
  expect(Object.keys(properties).sort()).toEqual(Object.keys(body).sort())
})
