import { generateKeyPairSync } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { ZerfauxError } from '../../lib/domain/errors.ts'
import { open, seal } from '../../lib/db/secrets.ts'
import { allEndpoints } from '../../lib/http/endpoints/all-endpoints.ts'
import { smtpSettings } from './alert-settings.ts'
import { call, database, tokenOf } from './call.ts'

const PASSWORD = 'pass-3f9c1d-word'
const privateKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const keyBody = privateKey.split('\n')[1] ?? ''
const thumbprint = 'AB:'.repeat(31) + 'AB'
const hostKey = `SHA256:${'A'.repeat(43)}`
const ids: Record<string, string> = {}
let token = ''

beforeAll(async () => {
  token = await tokenOf('admin')
  // Nobody listens at port 1: every use of these fails, and failures are where secrets slip out.
  const vcenter = {
    name: 'v',
    driver: 'vsphere',
    host: '127.0.0.1',
    port: 1,
    username: 'u',
    password: PASSWORD,
    tls_thumbprint_sha256: thumbprint,
  }
  const target = { driver: 'ssh', host: '127.0.0.1', port: 1, username: 'u', host_key_sha256: hostKey, pool: 'tank' }
  const made = [
    await call('POST', '/vcenters', { token, body: vcenter }),
    await call('POST', '/targets', { token, body: { ...target, name: 'a', password: PASSWORD } }),
    await call('POST', '/targets', { token, body: { ...target, name: 'b', private_key: privateKey } }),
  ]
  const settings = { ...smtpSettings(1), username: 'u' }
  made.push(await call('POST', '/alert-channels', { token, body: { name: 'c', settings, password: PASSWORD } }))
  expect(made.map(({ status }) => status)).toEqual([201, 201, 201, 201])
  for (const [index, name] of ['vcenters', 'targets', 'keyed', 'alert-channels'].entries())
    ids[name] = made[index]?.body['id'] ?? ''
  for (const { text } of made) expectNoSecret(text)
})

function expectNoSecret(text: string) {
  for (const secret of [PASSWORD, keyBody, 'PRIVATE KEY', 'sealed', 'v1.']) expect(text).not.toContain(secret)
}

test.each(
  allEndpoints
    .filter(({ method }) => method !== 'DELETE')
    .map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const),
)('%s shows no secret, whether it works or fails', async (_, endpoint) => {
  const [first = ''] = endpoint.path.split('/').filter(Boolean)
  const body = {
    name: 'x',
    host: '127.0.0.1',
    port: 1,
    password: PASSWORD,
    private_key: privateKey,
    username: PASSWORD.length,
  }
  for (const id of first === 'targets' ? [ids['targets'], ids['keyed']] : [ids[first] ?? ids['targets']]) {
    const { text } = await call(endpoint.method, endpoint.path.replace('{id}', id ?? ''), {
      token,
      ...(endpoint.body && { body }),
    })
    expectNoSecret(text)
  }
})

test('in the database they are sealed, and no column holds them in clear', async () => {
  for (const table of [
    'vcenter_connections',
    'replication_targets',
    'audit_events',
    'replication_jobs',
    'alert_channels',
    'idempotency_keys',
    'api_tokens',
  ]) {
    const { rows } = await database.execute(
      sql`select to_jsonb(t)::text as row from zerfaux.${sql.identifier(table)} t`,
    )
    const text = JSON.stringify(rows)
    for (const secret of [PASSWORD, keyBody, token]) expect(text).not.toContain(secret)
  }
  const { rows } = await database.execute<{ sealed: string }>(
    sql`select sealed_password as sealed from zerfaux.vcenter_connections`,
  )
  expect(rows[0]?.sealed).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]+\.[\w-]+\.[\w-]+$/)
})

test('a sealed secret opens at its place only, and only unaltered', () => {
  const place = { table: 'replication_targets', id: 'one', column: 'sealed_password' }
  const sealed = seal(PASSWORD, place)
  expect(open(sealed, place)).toBe(PASSWORD)
  expect(seal(PASSWORD, place)).not.toBe(sealed)
  for (const [other, text] of [
    [{ ...place, id: 'two' }, sealed],
    [{ ...place, column: 'other' }, sealed],
    [place, `${sealed.slice(0, -2)}AA`],
    [place, 'nonsense'],
  ] as const) {
    expect(() => open(text, other)).toThrow(ZerfauxError)
    expect(() => open(text, other)).not.toThrow(PASSWORD)
  }
})

test('a made token is shown once', async () => {
  const made = await call('POST', '/api-tokens', { token, body: { name: 'once', role: 'viewer' } })
  const list = await call('GET', '/api-tokens', { token })
  expect(made.text).toContain('zfx_')
  expect(list.text).not.toContain('zfx_')
  expect(list.text).not.toContain('sha256')
})
