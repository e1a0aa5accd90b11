import { beforeAll, describe, expect, test } from 'vitest'
import { call, tokenOf } from './call.ts'
import { waitForJob, withWorker } from './worker.ts'

let token = ''

withWorker()

beforeAll(async () => {
  token = await tokenOf('admin')
})

const post = (path: string, body?: unknown) => call('POST', path, { token, body })
const get = (path: string) => call('GET', path, { token })

describe('sites in trouble', () => {
  test('a failing sync asks for a person, can be repaired and goes on', async () => {
    const broken = await post('/vcenters', {
      name: 'Broken',
      driver: 'simulated',
      host: 'vms-3.demo',
      username: 'admin',
      password: 'wrong',
    })
    const { body } = await post(`/vcenters/${broken.body['id']}/sync`)
    const job = await waitForJob(body['job_id'] ?? '', token, ({ status }) => status === 'needs_operator')
    expect(job.error).toMatchObject({ code: 'sign_in_refused', hint: expect.any(String) })
    expect((await get(`/vcenters/${broken.body['id']}`)).body).toMatchObject({
      status: 'refused',
      last_sync_error: expect.stringContaining('password'),
    })
    await call('PATCH', `/vcenters/${broken.body['id']}`, { token, body: { password: 'right' } })
    expect((await post(`/jobs/${job.id}/retry`)).status).toBe(202)
    expect(await waitForJob(job.id, token)).toMatchObject({ status: 'succeeded', result: { vms_found: 3 } })
  })

  test('a connection that leads to another vCenter than before is not synced', async () => {
    const moved = await post('/vcenters', {
      name: 'Moved',
      driver: 'simulated',
      host: 'vms-3.first',
      username: 'u',
      password: 'p',
    })
    const sync = async () => (await post(`/vcenters/${moved.body['id']}/sync`)).body['job_id'] ?? ''
    expect(await waitForJob(await sync(), token)).toMatchObject({ status: 'succeeded' })
    await call('PATCH', `/vcenters/${moved.body['id']}`, { token, body: { host: 'vms-3.second' } })
    const job = await waitForJob(await sync(), token, ({ status }) => status === 'needs_operator')
    expect(job.error).toMatchObject({ code: 'identity_changed', hint: expect.any(String) })
    expect((await get(`/vcenters/${moved.body['id']}/vms`)).body.items).toHaveLength(3)
  })

  test('a target is checked, and one that does not answer says so', async () => {
    const nas = await post('/targets', {
      name: 'NAS',
      driver: 'simulated',
      host: 'nas.west.demo',
      username: 'zfx',
      pool: 'tank',
    })
    expect((await post(`/targets/${nas.body['id']}/check`)).body).toMatchObject({
      health: 'ok',
      pool: { state: 'ONLINE', size: expect.any(Number) },
      problems: [],
    })
    const dead = await post('/targets', {
      name: 'Dead',
      driver: 'simulated',
      host: 'unreachable-nas',
      username: 'zfx',
      pool: 'tank',
    })
    expect(await post(`/targets/${dead.body['id']}/check`)).toMatchObject({
      status: 503,
      body: { code: 'unreachable' },
    })
    expect((await get(`/targets/${dead.body['id']}`)).body).toMatchObject({
      health: 'unknown',
      last_check_error: expect.any(String),
    })
  })
})
