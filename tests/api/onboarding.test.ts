import { beforeAll, describe, expect, test } from 'vitest'
import { call, tokenOf } from './call.ts'

let [admin, operator] = ['', '']
const simulated = { driver: 'simulated', host: 'nas.onboarding', username: 'zerfaux', password: 'p', pool: 'tank' }
const real = {
  driver: 'ssh',
  host: '127.0.0.1',
  port: 1,
  username: 'repl',
  pool: 'tank',
  dataset_prefix: 'dr',
  host_key_sha256: `SHA256:${'A'.repeat(43)}`,
}

beforeAll(async () => {
  ;[admin, operator] = [await tokenOf('admin'), await tokenOf('operator')]
})

async function add(body: object): Promise<string> {
  const made = await call('POST', '/targets', { token: admin, body })
  expect(made.status, made.text).toBe(201)
  return made.body['id'] ?? ''
}
const onboarding = async (id: string, role = 'both') =>
  (await call('GET', `/targets/${id}/onboarding?role=${role}`, { token: operator })).body
const check = (id: string, role = 'both') =>
  call('POST', `/targets/${id}/onboarding-check`, { token: operator, body: { role } })

describe('a real appliance', () => {
  test('gets a receive key of its own, of which only the public half is told', async () => {
    const id = await add({ ...real, name: 'onboarding-1', make_key: true })
    const other = await add({ ...real, name: 'onboarding-2', password: 'secret' })
    const [one, two] = [await onboarding(id), await onboarding(other)]
    expect(one['receive_public_key']).toMatch(/^ssh-ed25519 \S+ zerfaux-receive-[0-9a-f]{12}$/)
    expect(two['receive_public_key']).not.toBe(one['receive_public_key'])
    expect(one['management_public_key']).toMatch(/^ssh-ed25519 \S+ zerfaux$/)
    expect(two['management_public_key']).toBeNull()
    expect(one['commands']).toContain('receive-door tank/dr" ssh-ed25519')
    expect(one['commands']).toContain(String(one['management_public_key']).split(' ')[1])
    expect(JSON.stringify([one, two])).not.toContain('PRIVATE KEY')
  })

  test('a source is told of nothing to receive with', async () => {
    const id = await add({ ...real, name: 'onboarding-3', make_key: true })
    expect((await onboarding(id, 'source'))['commands']).not.toContain('receive-door')
    expect((await call('GET', `/targets/${id}/onboarding?role=king`, { token: operator })).status).toBe(400)
  })

  test('that does not answer yet is not a failure but not prepared', async () => {
    const id = await add({ ...real, name: 'onboarding-4', make_key: true })
    const { status, body } = await check(id)
    expect([status, body]).toEqual([
      200,
      {
        prepared: false,
        checks: [
          {
            code: 'sign_in',
            title: 'Zerfaux can sign in',
            outcome: 'missing',
            found: expect.stringContaining('does not answer'),
            hint: expect.any(String),
          },
        ],
      },
    ])
  })

  test('one key at most is given or made', async () => {
    const body = { ...real, name: 'onboarding-5' }
    for (const wrong of [body, { ...body, make_key: true, password: 'p' }])
      expect((await call('POST', '/targets', { token: admin, body: wrong })).status).toBe(400)
  })

  test('a new receive key takes the place of the old one, and is written down', async () => {
    const id = await add({ ...real, name: 'onboarding-6', make_key: true })
    const before = (await onboarding(id))['receive_public_key']
    const renewed = await call('POST', `/targets/${id}/receive-key`, { token: admin })
    expect(renewed.body).toMatchObject({ receive_key_verified_at: null })
    expect(renewed.body['receive_public_key']).not.toBe(before)
    expect((await call('POST', `/targets/${id}/receive-key`, { token: operator })).status).toBe(403)
    const { text } = await call('GET', '/audit-events', { token: admin })
    expect(text).toContain('renew_receive_key')
  })
})

describe('a simulated appliance', () => {
  test('is prepared', async () => {
    const { body } = await check(await add({ ...simulated, name: 'onboarding-7' }))
    expect(body).toMatchObject({ prepared: true })
  })

  test('whose name begins "unprepared" is told what is missing, with the way out', async () => {
    const id = await add({ ...simulated, name: 'onboarding-8', host: 'unprepared.onboarding' })
    const { body } = await check(id, 'target')
    expect(body).toMatchObject({ prepared: false })
    expect(body['checks']).toContainEqual({
      code: 'permissions',
      title: 'zerfaux may work below tank',
      outcome: 'missing',
      found: 'zerfaux lacks hold, release',
      hint: 'zfs allow -u zerfaux hold,release tank',
    })
    expect((await call('POST', `/targets/${id}/receive-key`, { token: admin })).body).toMatchObject({
      code: 'precondition_failed',
    })
  })
})

test('a replica must lie where its appliance may receive', async () => {
  const [source, dr] = [
    await add({ ...real, name: 'onboarding-9', make_key: true }),
    await add({ ...real, name: 'onboarding-10', password: 'p' }),
  ]
  const vcenter = await call('POST', '/vcenters', {
    token: admin,
    body: { name: 'onboarding', driver: 'simulated', host: 'vms-1.onboarding', username: 'u', password: 'p' },
  })
  const body = {
    name: 'onboarding',
    source_vcenter_id: vcenter.body['id'],
    dr_vcenter_id: vcenter.body['id'],
    source_target_id: source,
    dr_target_id: dr,
    protection_datastore: 'one',
    source_dataset: 'tank/dr/g',
    dr_dataset: 'tank/elsewhere/g',
    rpo_minutes: 15,
  }
  const outside = await call('POST', '/protection-groups', { token: admin, body })
  expect(outside.body).toMatchObject({ code: 'invalid_input', hint: expect.stringContaining('tank/dr') })
  const inside = await call('POST', '/protection-groups', { token: admin, body: { ...body, dr_dataset: 'tank/dr/g' } })
  expect(inside.status, inside.text).toBe(201)
  const moved = await call('PATCH', `/protection-groups/${inside.body['id']}`, {
    token: admin,
    body: { dr_dataset: 'tank/elsewhere/g' },
  })
  expect(moved.status).toBe(400)
})
