import { beforeAll, describe, expect, test } from 'vitest'
import { mayActAs, roles, type Role } from '../../lib/domain/role.ts'
import { allEndpoints } from '../../lib/http/endpoints/all-endpoints.ts'
import { call, tokenOf } from './call.ts'

const nobody = '99999999-9999-4999-8999-999999999999'
const tokens = new Map<Role, string>()

beforeAll(async () => {
  for (const role of roles) tokens.set(role, await tokenOf(role))
})

/** Bodies that no verb accepts: a role that may gets 400 or 404, and nothing is made. */
const send = (endpoint: (typeof allEndpoints)[number], token?: string) =>
  call(endpoint.method, endpoint.path.replace('{id}', nobody), {
    ...(token !== undefined && { token }),
    ...(endpoint.body && { body: { no_such_field: 1 } }),
  })

describe.each(allEndpoints.map((endpoint) => ({ name: `${endpoint.method} ${endpoint.path}`, endpoint })))(
  '$name',
  ({ endpoint }) => {
    test('nobody gets in without a token', async () => {
      const { status, body, headers } = await send(endpoint)
      expect({ status, body }).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
      expect(headers.get('www-authenticate')).toContain('Bearer')
      expect(headers.get('content-type')).toBe('application/problem+json')
    })

    test.each(['zfx_', `zfx_${'A'.repeat(43)}`, 'Basic', "' or 1=1 --"])(
      'a token that is none (%s) is refused',
      async (token) => {
        expect((await send(endpoint, token)).status).toBe(401)
      },
    )

    test.each(roles)('%s', async (role) => {
      const { status, body } = await send(endpoint, tokens.get(role))
      if (!mayActAs(role, endpoint.role))
        return expect({ status, body }).toMatchObject({ status: 403, body: { code: 'forbidden' } })
      expect([200, 400, 404]).toContain(status)
    })
  },
)

test('a revoked token is no longer good', async () => {
  const admin = tokens.get('admin') ?? ''
  const made = await call('POST', '/api-tokens', { token: admin, body: { name: 'short-lived', role: 'viewer' } })
  const { id, token = '' } = made.body
  expect((await call('GET', '/vcenters', { token })).status).toBe(200)
  expect((await call('DELETE', `/api-tokens/${id}`, { token: admin })).status).toBe(204)
  expect((await call('GET', '/vcenters', { token })).status).toBe(401)
})

test('the routes outside of the table are closed as well', async () => {
  for (const path of ['/openapi.json', `/jobs/${nobody}/events`]) {
    expect((await call('GET', path)).status).toBe(401)
  }
})
