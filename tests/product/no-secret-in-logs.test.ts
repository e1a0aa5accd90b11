import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownProduct, type OwnProduct } from './own-product.ts'

const random = (name: string) => `${name}-${randomBytes(9).toString('hex')}`
const newKey = () =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim()

/** Everything that was told to the product in confidence, or made by it as a secret. */
const secrets: Record<string, string> = {
  'password of a vCenter': random('vcenter-pass'),
  'password of an appliance': random('appliance-pass'),
  'wrong password at the sign-in': random('sign-in-pass'),
  'unknown token': `zfx_${randomBytes(32).toString('base64url')}`,
}
const key = newKey()
secrets['private key of an appliance'] = key.split('\n')[1] ?? ''

const answers: string[] = []
let own: OwnProduct
let silent: Server

beforeAll(async () => {
  own = await ownProduct('secrets', [])
  secrets['API token'] = own.api.token
  secrets['secret key'] = readFileSync(join(own.dataDir, 'secret.key'), 'utf8').trim()
  secrets['session secret'] = readFileSync(join(own.dataDir, 'jwt.secret'), 'utf8').trim()
  secrets['password of the first admin'] = /Password: +(\S+)/.exec(own.product.said())?.[1] ?? ''
  // Takes the connection and says what no vCenter and no SSH server says.
  silent = createServer((socket) => socket.on('error', () => {}).end('no such protocol\r\n'))
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
  return own.end
}, 240_000)
afterAll(() => silent.close())

async function call(
  method: string,
  path: string,
  body?: unknown,
  token?: string,
): Promise<{ status: number; id: string }> {
  const { status, text } = await own.api.call(method, path, body, token)
  answers.push(text)
  return { status, id: /"(?:id|job_id)":"([^"]+)"/.exec(text)?.[1] ?? '' }
}

const vcenter = (fields: object) => ({
  name: random('v'),
  driver: 'vsphere',
  host: '127.0.0.1',
  username: 'u',
  password: secrets['password of a vCenter'],
  tls_thumbprint_sha256: `${'AB:'.repeat(31)}AB`,
  ...fields,
})
const target = (fields: object) => ({
  name: random('t'),
  driver: 'ssh',
  host: '127.0.0.1',
  username: 'u',
  host_key_sha256: `SHA256:${'A'.repeat(43)}`,
  pool: 'tank',
  ...fields,
})
const port = () => {
  const address = silent.address()
  return typeof address === 'object' && address ? address.port : 1
}

test('sites that fail in every way are added, probed, synced, checked and run', async () => {
  const vcenters = [
    vcenter({ port: 1 }),
    vcenter({ port: port() }),
    vcenter({ host: 'no-such-host.invalid' }),
    vcenter({ driver: 'simulated', host: 'unreachable.secrets.demo' }),
    vcenter({ driver: 'simulated', host: 'vcenter.secrets.demo' }),
  ]
  const password = secrets['password of an appliance']
  const targets = [
    target({ port: 1, password }),
    target({ port: port(), private_key: key }),
    target({ host: 'no-such-host.invalid', private_key: key }),
    target({ driver: 'simulated', host: 'nas.secrets.demo', password }),
  ]
  const made = { vcenters: [] as string[], targets: [] as string[] }
  for (const body of vcenters) made.vcenters.push((await created('/vcenters', body)).id)
  for (const body of targets) made.targets.push((await created('/targets', body)).id)

  for (const body of [{ port: 1 }, { port: port() }]) {
    for (const kind of ['vcenters', 'targets']) await call('POST', `/${kind}/probe`, { host: '127.0.0.1', ...body })
  }
  for (const id of made.targets) {
    await call('POST', `/targets/${id}/check`)
    await call('PATCH', `/targets/${id}`, { private_key: key, wrong: secrets['password of an appliance'] })
    await call('GET', `/targets/${id}`)
  }
  for (const id of made.vcenters) {
    const { id: job } = await call('POST', `/vcenters/${id}/sync`)
    await own.api.jobThat(job, ({ status }) => ['succeeded', 'retrying', 'needs_operator'].includes(status), 60)
    await call('GET', `/jobs/${job}`)
    await call('PATCH', `/vcenters/${id}`, { password: { nested: secrets['password of a vCenter'] } })
    await call('GET', `/vcenters/${id}`)
  }
  const group = await created('/protection-groups', {
    name: random('g'),
    source_vcenter_id: made.vcenters[0],
    dr_vcenter_id: made.vcenters[1],
    source_target_id: made.targets[1],
    dr_target_id: made.targets[2],
    protection_datastore: 'd',
    source_dataset: 'tank/d',
    rpo_minutes: 15,
  })
  const { id: run } = await call('POST', `/protection-groups/${group.id}/run-now`)
  await own.api.jobThat(run, ({ status }) => ['retrying', 'needs_operator'].includes(status), 60)
  for (const path of ['/jobs', '/audit-events', '/api-tokens', '/targets', '/vcenters', '/openapi.json'])
    await call('GET', path)
}, 240_000)

async function created(path: string, body: unknown) {
  const made = await call('POST', path, body)
  expect([made.status, answers.at(-1)]).toEqual([201, expect.any(String)])
  return made
}

test('requests are refused in every way: unknown token, broken JSON, a secret where none belongs', async () => {
  const unknown = secrets['unknown token']
  expect((await call('GET', '/vcenters', undefined, unknown)).status).toBe(401)
  expect((await call('POST', '/vcenters', vcenter({}), unknown)).status).toBe(401)
  expect((await call('POST', '/vcenters', [vcenter({})])).status).toBe(400)
  expect((await call('POST', '/vcenters', vcenter({ port: secrets['password of a vCenter'] }))).status).toBe(400)
  expect((await call('POST', '/targets', target({ private_key: `no ${key}` }))).status).toBe(400)
  expect((await call('GET', `/vcenters/${secrets['password of a vCenter']}`)).status).toBe(400)
  const broken = await fetch(`${own.api.url}/api/replication/vcenters`, {
    method: 'POST',
    headers: { authorization: `Bearer ${own.api.token}`, 'content-type': 'application/json' },
    body: `{"password": "${secrets['password of a vCenter']}", `,
  })
  answers.push(await broken.text())
  expect(broken.status).toBe(400)
})

test('wrong passwords at the sign-in are refused, by its form and by the Auth service', async () => {
  const password = secrets['wrong password at the sign-in'] ?? ''
  const page = await (await fetch(`${own.api.url}/sign-in`)).text()
  const form = new FormData()
  // Without JavaScript the form names its action in hidden fields.
  for (const [, name = '', value = ''] of page.matchAll(/<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?/g)) {
    form.append(name, value.replaceAll('&quot;', '"'))
  }
  form.append('email', 'admin@zerfaux.local')
  form.append('password', password)
  const refused = await fetch(`${own.api.url}/sign-in`, {
    method: 'POST',
    body: form,
    headers: { origin: own.api.url },
  })
  answers.push(await refused.text())
  expect(answers.at(-1)).toContain('Email or password is wrong.')

  const token = (email: string, word: string) =>
    fetch(`${own.api.url}/auth/v1/token?grant_type=password`, {
      method: 'POST',
      body: JSON.stringify({ email, password: word }),
    })
  for (const email of ['admin@zerfaux.local', 'nobody@zerfaux.local', password]) {
    const answer = await token(email, password)
    answers.push(await answer.text())
    expect(answer.status).toBe(400)
  }
  const signedIn = await token('admin@zerfaux.local', secrets['password of the first admin'] ?? '')
  expect(signedIn.status).toBe(200)
  const session: unknown = await signedIn.json()
  expect(session).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String) })
})

test('none of it is in an answer, in a log, or in what the launcher said', async () => {
  own.product.child.kill('SIGINT')
  await own.product.ended
  const logs = join(own.dataDir, 'logs')
  const files = readdirSync(logs)
  expect(files.toSorted()).toEqual(['postgres.log', 'web.log', 'worker.log'])
  const written = Object.fromEntries(files.map((name) => [name, readFileSync(join(logs, name), 'utf8')]))
  // The logs are being written to: nothing found must not mean nothing there.
  expect(written['worker.log']).toContain('job taken')
  for (const [name, secret] of Object.entries(secrets)) {
    expect([name, secret.length]).toEqual([name, expect.toSatisfy((length: number) => length >= 20)])
    for (const [file, text] of Object.entries(written))
      expect([file, name, text.includes(secret)]).toEqual([file, name, false])
    expect([name, answers.filter((text) => text.includes(secret))]).toEqual([name, []])
    const times = name === 'password of the first admin' ? 1 : 0
    expect([name, own.product.said().split(secret).length - 1]).toEqual([name, times])
  }
})
