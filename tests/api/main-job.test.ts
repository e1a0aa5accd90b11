import { beforeAll, describe, expect, test } from 'vitest'
import { call, tokenOf } from './call.ts'
import { waitForJob, withWorker } from './worker.ts'

let token = ''
const ids: Record<string, string> = {}

withWorker()

beforeAll(async () => {
  token = await tokenOf('admin')
})

const post = (path: string, body?: unknown, headers?: Record<string, string>) =>
  call('POST', path, { token, body, ...(headers && { headers }) })
const get = (path: string) => call('GET', path, { token })

describe('the main job, through the API', () => {
  test('two vCenters and two appliances are added, and their secrets are not shown', async () => {
    for (const place of ['west', 'east']) {
      const vcenter = await post('/vcenters', {
        name: `${place} vCenter`,
        driver: 'simulated',
        host: `vcenter.${place}.demo`,
        username: 'admin',
        password: 'sesame',
      })
      expect(vcenter.status).toBe(201)
      expect(vcenter.headers.get('location')).toBe(`/api/replication/vcenters/${vcenter.body['id']}`)
      ids[`${place}-vcenter`] = vcenter.body['id'] ?? ''
      const target = await post('/targets', {
        name: `${place} NAS`,
        driver: 'simulated',
        host: `nas.${place}.demo`,
        username: 'zfx',
        pool: 'tank',
        dataset_prefix: 'tank/zerfaux',
      })
      expect(target.status).toBe(201)
      expect(target.body).toMatchObject({ dataset_prefix: 'zerfaux' })
      ids[`${place}-nas`] = target.body['id'] ?? ''
      expect(vcenter.text + target.text).not.toContain('sesame')
    }
  })

  test('a sync is a job, and says what it found', async () => {
    const { status, body, headers } = await post(`/vcenters/${ids['west-vcenter']}/sync`)
    expect(status).toBe(202)
    expect(headers.get('location')).toBe(`/api/replication/jobs/${body['job_id']}`)
    const job = await waitForJob(body['job_id'] ?? '', token)
    expect(job).toMatchObject({
      status: 'succeeded',
      result: { vms_found: 34, vms_added: 34, vms_changed: 0, vms_gone: 0 },
    })
    expect(job.result?.['duration_ms']).toEqual(expect.any(Number))
    const again = await post(`/vcenters/${ids['west-vcenter']}/sync`)
    expect((await waitForJob(again.body['job_id'] ?? '', token)).result).toMatchObject({ vms_found: 34, vms_added: 0 })
  })

  test('VMs are paged, searched, sorted and filtered', async () => {
    const path = `/vcenters/${ids['west-vcenter']}/vms`
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await get(`${path}?limit=10&sort=-memory_bytes${cursor && `&cursor=${cursor}`}`)
      expect(page.status).toBe(200)
      seen.push(...page.body.items.map(({ id }) => id))
      cursor = page.body['next_cursor'] ?? null
    }
    expect(new Set(seen).size).toBe(34)
    const first = (await get(`${path}?limit=1`)).body.items[0] ?? { name: '' }
    const found = await get(`${path}?q=${encodeURIComponent(first['name'])}`)
    expect(found.body.items.map(({ name }) => name)).toContain(first['name'])
    expect((await get(`${path}?q=%25`)).body.items).toEqual([])
    const on = await get(`${path}?power_state=powered_on&limit=500`)
    expect(on.body.items.every(({ power_state }) => power_state === 'powered_on')).toBe(true)
    expect((await get(`${path}?protected=true`)).body.items).toEqual([])
    expect((await get(`/vcenters/${ids['west-vcenter']}/datastores`)).body.items).toContainEqual(
      expect.objectContaining({
        kind: 'datastore',
        name: 'nfs-protected-02',
        remote_path: '/tank/zerfaux/protected-02',
      }),
    )
    expect((await get(`/vcenters/${ids['west-vcenter']}/networks`)).body.items.length).toBeGreaterThan(0)
    expect(
      new Set((await get(`/vcenters/${ids['west-vcenter']}/placements?limit=500`)).body.items.map(({ kind }) => kind)),
    ).toContain('cluster')
  })

  test('a group is made, with datasets that fit and an RPO that is not met yet', async () => {
    const group = await post('/protection-groups', {
      name: 'Databases',
      source_vcenter_id: ids['west-vcenter'],
      dr_vcenter_id: ids['east-vcenter'],
      source_target_id: ids['west-nas'],
      dr_target_id: ids['east-nas'],
      protection_datastore: 'nfs-protected-02',
      rpo_minutes: 15,
      consistency: 'crash',
    })
    expect(group.status).toBe(201)
    expect(group.body).toMatchObject({
      source_dataset: 'tank/zerfaux/protected-02',
      dr_dataset: 'tank/zerfaux/databases',
      rpo: { status: 'never_replicated', age_seconds: null, objective_seconds: 900 },
      can: { run_now: { ok: true } },
    })
    ids['group'] = group.body['id'] ?? ''
  })

  test('a VM is put into it, once', async () => {
    const [vm] = (await get(`/vcenters/${ids['west-vcenter']}/vms?datastore=nfs-protected-02&q=sql`)).body.items
    const body = { vm_id: vm?.['id'], boot_tier: 2 }
    const added = await post(`/protection-groups/${ids['group']}/protected-vms`, body)
    expect(added).toMatchObject({
      status: 201,
      body: {
        boot_tier: 2,
        in_protection_datastore: true,
        current_datastore: 'nfs-protected-02',
        dr_shell_status: 'none',
      },
    })
    expect(added.headers.get('location')).toBe(`/api/replication/protected-vms/${added.body['id']}`)
    expect(await post(`/protection-groups/${ids['group']}/protected-vms`, body)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    })
    expect(
      (await call('PATCH', `/protected-vms/${added.body['id']}`, { token, body: { boot_tier: 1 } })).body,
    ).toMatchObject({ boot_tier: 1 })
    expect((await get(`/vcenters/${ids['west-vcenter']}/vms?protected=true`)).body.items).toHaveLength(1)
  })

  test('run-now with an idempotency key starts one job, however often it is sent', async () => {
    const headers = { 'idempotency-key': 'one' }
    const first = await post(`/protection-groups/${ids['group']}/run-now`, undefined, headers)
    const repeat = await post(`/protection-groups/${ids['group']}/run-now`, undefined, headers)
    expect([first.status, repeat.status]).toEqual([202, 202])
    expect(repeat.body).toEqual(first.body)
    expect(repeat.headers.get('location')).toBe(first.headers.get('location'))
    expect(await post(`/vcenters/${ids['west-vcenter']}/sync`, undefined, headers)).toMatchObject({ status: 409 })
    ids['job'] = first.body['job_id'] ?? ''
  })

  test('a second run at the same time is refused; a cancelled one stops, and keeps what was sent', async () => {
    await waitForJob(ids['job'] ?? '', token, ({ steps }) =>
      steps.some(({ name, status }) => name === 'send' && status === 'running'),
    )
    expect(await post(`/protection-groups/${ids['group']}/run-now`)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    })
    expect((await get(`/protection-groups/${ids['group']}`)).body).toMatchObject({
      active_job_id: ids['job'],
      can: { run_now: { ok: false, because: expect.any(String) } },
    })
    expect((await post(`/jobs/${ids['job']}/cancel`)).status).toBe(200)
    expect(await waitForJob(ids['job'] ?? '', token)).toMatchObject({ status: 'cancelled' })
    expect(await post(`/jobs/${ids['job']}/cancel`)).toMatchObject({ status: 409 })
    expect(await post(`/jobs/${ids['job']}/retry`)).toMatchObject({ status: 409 })
    expect((await get(`/protection-groups/${ids['group']}/recovery-points`)).body.items).toEqual([])
  })

  test('what is in use is not deleted', async () => {
    for (const path of [`/vcenters/${ids['west-vcenter']}`, `/targets/${ids['east-nas']}`]) {
      expect(await call('DELETE', path, { token })).toMatchObject({ status: 409, body: { code: 'conflict' } })
    }
  })

  test('what cannot be is refused by name', async () => {
    const answer = await call('PATCH', `/protection-groups/${ids['group']}`, {
      token,
      body: { transport: 'pigeon', bandwidth_limit: 5, consistency: 'eventual' },
    })
    expect(answer).toMatchObject({
      status: 400,
      body: {
        fields: {
          transport: [expect.any(String)],
          bandwidth_limit: [expect.any(String)],
          consistency: [expect.any(String)],
        },
      },
    })
  })

  test('every deed is in the audit log, and no secret', async () => {
    const { body, text } = await get('/audit-events?limit=500')
    const actions = new Set(body.items.map(({ action }) => action))
    for (const action of [
      'create_vcenter',
      'create_target',
      'sync_vcenter',
      'create_group',
      'protect_vm',
      'run_now',
      'cancel_job',
    ])
      expect(actions).toContain(action)
    expect(text).not.toContain('sesame')
  })
})
