import { beforeAll, describe, expect, test } from 'vitest'
import { allEndpoints } from '../../lib/http/endpoints/all-endpoints.ts'
import { call, tokenOf, type Answer } from './call.ts'

const nobody = '99999999-9999-4999-8999-999999999999'
let token = ''

beforeAll(async () => {
  token = await tokenOf('admin')
})

/** Bodies of those verbs that take no empty one. */
const smallest: Readonly<Record<string, unknown>> = {
  protect_vm: { vm_id: nobody },
  repair_replica: { way: 'reseed', plan_id: '0'.repeat(32) },
  put_network_mappings: { direction: 'forward', items: [] },
  put_placement_mapping: { direction: 'forward', placement: {} },
  move_vms_to_protection_datastore: { protected_vm_ids: [nobody] },
  create_dr_shells: { protected_vm_ids: [nobody] },
  choose_dr_shell: { shell_name: null, placement: null },
  label_recovery_point: { label: 'x' },
  pin_recovery_point: { reason: 'x' },
  preview_proposed_retention: { retention: { source: { keep_last: 2 }, target: { keep_last: 2 } } },
}

function expectProblem({ status, headers, body }: Answer, expected: number) {
  expect(body).toMatchObject({
    status: expected,
    title: expect.any(String),
    detail: expect.any(String),
    code: expect.any(String),
  })
  expect(status).toBe(expected)
  expect(headers.get('content-type')).toBe('application/problem+json')
}

const named = (endpoints: typeof allEndpoints) =>
  endpoints.map((endpoint) => ({ name: `${endpoint.method} ${endpoint.path}`, endpoint }))

describe.each(named(allEndpoints.filter(({ body }) => body)))('$name', ({ endpoint }) => {
  const path = endpoint.path.replace('{id}', nobody)
  const send = (raw: string) => call(endpoint.method, path, { token, raw })

  test('no body at all is a 400, unless it may be left out', async () => {
    expectProblem(await send(''), endpoint.body?.safeParse(undefined).success ? 404 : 400)
  })

  test.each([
    ['half a JSON', '{"name":'],
    ['no object', '[]'],
    ['null', 'null'],
    ['a string', '"x"'],
    ['a number', '1e999'],
    ['a NUL in a string', '{"name":"a\\u0000b"}'],
    ['nothing but braces, very deep', '['.repeat(5000) + ']'.repeat(5000)],
    ['a body that is too long', JSON.stringify({ name: 'x'.repeat(300_000) })],
    ['a prototype', '{"__proto__":{"admin":true}}'],
  ])('%s is a 400', async (_, raw) => {
    expectProblem(await send(raw), 400)
  })

  test.each([
    ['an unknown field', { no_such_field: 1 }, 'no_such_field'],
    ['a name in camelCase', { noSuchField: 1 }, 'noSuchField'],
    ['a name that is an object', { name: { $ne: null } }, 'name'],
    ['a host with a shell in it', { host: 'a;reboot' }, 'host'],
  ])('%s is a 400 that names the field', async (_, body, field) => {
    const answer = await send(JSON.stringify(body))
    expectProblem(answer, 400)
    expect(Object.keys(answer.body['fields'] ?? {})).toContain(field)
  })
})

describe.each(named(allEndpoints.filter(({ path }) => path.includes('{id}'))))('$name', ({ endpoint }) => {
  test.each(['1', 'nil', '../../etc/passwd', "1' or '1'='1", '%00', 'x'.repeat(500)])('id %s is a 400', async (id) => {
    const answer = await call(endpoint.method, endpoint.path.replace('{id}', encodeURIComponent(id)), {
      token,
      ...(endpoint.body && { body: {} }),
    })
    expectProblem(answer, 400)
    expect(answer.body).toMatchObject({ fields: { id: [expect.any(String)] } })
  })

  test('an id that is nobody is a 404', async () => {
    const body = smallest[endpoint.operationId] ?? {}
    const answer = await call(endpoint.method, endpoint.path.replace('{id}', nobody), {
      token,
      ...(endpoint.body && { body }),
    })
    // Revoking what is not there, and changing nothing of it, are told as well.
    expectProblem(answer, 404)
  })
})

describe.each(named(allEndpoints.filter(({ query }) => query)))('$name', ({ endpoint }) => {
  const path = endpoint.path.replace('{id}', nobody)

  test.each([
    ['limit=0'],
    ['limit=501'],
    ['limit=x'],
    ['limit=1e3'],
    ['limit=5&limit=6'],
    ['no_such=1'],
    ['sort=;drop'],
    ['noSuch=1'],
    ['sort=%00'],
  ])('?%s is a 400', async (query) => {
    expectProblem(await call('GET', `${path}?${query}`, { token }), 400)
  })
})

// Below an id that is nobody, the 404 comes first.
describe.each(named(allEndpoints.filter(({ query, path }) => query && !path.includes('{id}'))))(
  '$name',
  ({ endpoint }) => {
    test.each(['cursor=x', 'cursor=W10', 'sort=no_such_column', 'sort=constructor'])('?%s is a 400', async (query) => {
      expectProblem(await call('GET', `${endpoint.path}?${query}`, { token }), 400)
    })
  },
)

test('a method that is not there is a 405 that says what is', async () => {
  const answer = await call('DELETE', '/vcenters', { token })
  expect(answer.status).toBe(405)
  expect(answer.headers.get('allow')).toBe('GET, POST')
})
