import { beforeAll, describe, expect, test } from 'vitest'
import { DatasetName, SnapshotName } from '../../lib/domain/zfs-names.ts'
import { cutNextReceive, rollBack, writeTo } from '../../lib/drivers/zfs/simulated-faults.ts'
import { simulatedApplianceStore } from '../../lib/workflows/simulated-sites.ts'
import { call, database, tokenOf } from './call.ts'
import { waitForJob, withWorker } from './worker.ts'

const MIB = 1024 ** 2
const source = DatasetName.parse('tank/zerfaux/protected-02')
const replica = DatasetName.parse('tank/zerfaux/files')
const stores = {
  west: simulatedApplianceStore(database, 'nas.west.repair', 'tank'),
  east: simulatedApplianceStore(database, 'nas.east.repair', 'tank'),
}
let token = ''
let viewer = ''
let group = ''

withWorker()

const post = (path: string, body?: unknown) => call('POST', path, { token, body })
const get = (path: string) => call('GET', path, { token })
const divergence = async (query = '') => (await get(`/protection-groups/${group}/divergence${query}`)).body
const ways = (seen: Record<string, unknown>) =>
  (seen['ways'] as { way: string; can: { ok: boolean } }[]).flatMap(({ way, can }) => (can.ok ? [way] : []))
const points = async () =>
  (await get(`/protection-groups/${group}/recovery-points`)).body.items as { snapshot_name: string; dataset: string }[]

async function run(): Promise<void> {
  const { body } = await post(`/protection-groups/${group}/run-now`)
  expect(await waitForJob(body['job_id'] ?? '', token)).toMatchObject({ status: 'succeeded' })
}

async function repair(body: Record<string, unknown>) {
  const answer = await post(`/protection-groups/${group}/repair`, body)
  expect(answer.text).toContain('job_id')
  return waitForJob(answer.body['job_id'] ?? '', token)
}

beforeAll(async () => {
  token = await tokenOf('admin')
  viewer = await tokenOf('viewer')
  const make = async (path: string, body: unknown) => (await post(path, body)).body['id'] ?? ''
  const site = async (place: 'west' | 'east') => ({
    vcenter: await make('/vcenters', {
      name: `${place} repair`,
      driver: 'simulated',
      host: `vms-3.${place}.repair`,
      username: 'admin',
      password: 'sesame',
    }),
    target: await make('/targets', {
      name: `${place} repair`,
      driver: 'simulated',
      host: `nas.${place}.repair`,
      username: 'zfx',
      pool: 'tank',
    }),
  })
  const [west, east] = [await site('west'), await site('east')]
  // Small, so that a transfer takes no time to speak of.
  await stores.west.update(({ datasets }) => {
    const dataset = datasets[source]
    if (dataset) Object.assign(dataset, { referenced: 4 * MIB, changeBytesPerMinute: 0 })
  })
  group = await make('/protection-groups', {
    name: 'Files',
    source_vcenter_id: west.vcenter,
    dr_vcenter_id: east.vcenter,
    source_target_id: west.target,
    dr_target_id: east.target,
    protection_datastore: 'nfs-protected-02',
    source_dataset: source,
    dr_dataset: replica,
    rpo_minutes: 15,
  })
  await run()
  await writeTo(stores.west, source, MIB)
  await run()
})

describe('a replica that needs repair', () => {
  test('one that is well has nothing to be repaired', async () => {
    const seen = await divergence()
    expect(seen).toMatchObject({ matter: 'none', kept: [], can: { repair: { ok: true } } })
    expect(ways(seen)).toEqual([])
    expect(await post(`/protection-groups/${group}/repair`, { way: 'reseed', plan_id: seen['plan_id'] })).toMatchObject(
      { status: 409, body: { detail: expect.stringContaining('Nothing is to be repaired') } },
    )
  })

  test('row 25: rolled back at the source, it is seen, and repaired by keeping the branch', async () => {
    const [newest, older] = await points()
    await rollBack(stores.west, source, SnapshotName.parse(older?.snapshot_name), Date.now())
    const failed = await post(`/protection-groups/${group}/run-now`)
    const job = await waitForJob(failed.body['job_id'] ?? '', token, ({ status }) => status === 'needs_operator')
    expect(job.error?.code).toBe('diverged')

    const seen = await divergence()
    expect(seen).toMatchObject({
      matter: 'diverged',
      common: { snapshot_name: older?.snapshot_name, on_source: { kind: 'snapshot' } },
      target: { points: [{ snapshot_name: newest?.snapshot_name, ours: true, held: true, pinned: false }] },
      can: { repair: { ok: false, because: expect.stringContaining('cancel it first') } },
    })
    expect(ways(seen)).toEqual(['keep_branch', 'reseed'])
    const body = { way: 'keep_branch', plan_id: seen['plan_id'] }
    expect(await post(`/protection-groups/${group}/repair`, body)).toMatchObject({ status: 409 })
    await post(`/jobs/${job.id}/cancel`)
    expect(await waitForJob(job.id, token)).toMatchObject({ status: 'cancelled' })

    expect(await call('POST', `/protection-groups/${group}/repair`, { token: viewer, body })).toMatchObject({
      status: 403,
    })
    const repaired = await repair(body)
    expect(repaired).toMatchObject({ status: 'succeeded', result: { points_kept: 1, outcome: expect.any(String) } })
    const branch = String(repaired.result?.['kept'])
    expect(branch).toMatch(/^tank\/zerfaux\/files\.diverged_[0-9a-f]{8}$/)

    const after = await divergence()
    expect(after).toMatchObject({
      matter: 'none',
      kept: [
        {
          dataset: branch,
          kind: 'diverged',
          used_bytes: expect.any(Number),
          since: expect.any(String),
          removable: { ok: true },
          remove_command: expect.stringContaining(`zfs destroy -r ${branch}`),
        },
      ],
    })
    expect((await points()).map(({ snapshot_name: name }) => name)).not.toContain(newest?.snapshot_name)
    expect((await points()).every(({ dataset }) => dataset === replica)).toBe(true)
    await writeTo(stores.west, source, MIB)
    await run()
  })

  test('a repair of a picture that has changed is refused', async () => {
    await writeTo(stores.east, replica, MIB)
    const seen = await divergence()
    expect(seen).toMatchObject({ matter: 'modified', target: { unsnapped_bytes: MIB } })
    const name = SnapshotName.parse('by-hand')
    const east = (await stores.east.read()).datasets[replica]
    expect(east).toBeDefined()
    await stores.east.update((appliance) => {
      const dataset = appliance.datasets[replica]
      const [first] = dataset?.snapshots ?? []
      if (dataset && first)
        dataset.snapshots.push({ ...first, name, guid: '4242', createTxg: ++appliance.txg, holds: [] })
    })
    const body = { way: 'keep_branch', plan_id: seen['plan_id'] }
    expect(await post(`/protection-groups/${group}/repair`, body)).toMatchObject({
      status: 409,
      body: { code: 'conflict', hint: expect.any(String) },
    })
    expect((await get(`/protection-groups/${group}`)).body).toMatchObject({ active_job_id: null })
  })

  test('row 7: with nothing in common a new replica is seeded beside; cut in between, it goes on', async () => {
    await stores.west.update(({ datasets }) => {
      const dataset = datasets[source]
      if (dataset) Object.assign(dataset, { snapshots: [], bookmarks: [] })
    })
    const seen = await divergence()
    expect(seen).toMatchObject({ matter: 'no_common', common: null })
    await cutNextReceive(stores.east, 0.5)
    const repaired = await repair({ way: 'reseed', plan_id: seen['plan_id'] })
    expect(repaired).toMatchObject({ status: 'succeeded', result: { outcome: 'replicated' } })
    expect(await points()).toHaveLength(1)
    expect((await divergence())['kept']).toMatchObject([{ kind: 'old' }, { kind: 'diverged' }])
  })

  test('a dataset to adopt is judged before it is taken', async () => {
    expect((await divergence('?adopt_dataset=tank/zerfaux/none'))['candidate']).toEqual({
      dataset: 'tank/zerfaux/none',
      common_snapshot: null,
    })
    expect(await get(`/protection-groups/${group}/divergence?adopt_dataset=other/x`)).toMatchObject({ status: 400 })
    const seen = await divergence()
    for (const body of [
      { way: 'adopt', plan_id: seen['plan_id'] },
      { way: 'reseed', plan_id: seen['plan_id'], adopt_dataset: 'tank/x/y' },
    ]) {
      expect(await post(`/protection-groups/${group}/repair`, body)).toMatchObject({
        status: 400,
        body: { fields: { adopt_dataset: [expect.any(String)] } },
      })
    }
  })

  test('row 7: a replica under another name is adopted by guid, and its points are recovery points again', async () => {
    const before = await points()
    const moved = 'tank/zerfaux/from-disks'
    await stores.east.update(({ datasets }) => {
      const dataset = datasets[replica]
      if (dataset) datasets[moved] = { ...dataset, readonly: false, properties: {} }
      delete datasets[replica]
    })
    const seen = await divergence(`?adopt_dataset=${moved}`)
    expect(seen).toMatchObject({ matter: 'missing', candidate: { common_snapshot: before[0]?.snapshot_name } })
    expect(ways(seen)).toEqual(['adopt'])
    const body = { way: 'adopt', plan_id: seen['plan_id'], adopt_dataset: moved }
    expect(await repair(body)).toMatchObject({ status: 'succeeded', result: { adopted: moved } })
    expect((await points()).map(({ snapshot_name: name }) => name)).toEqual(
      expect.arrayContaining(before.map(({ snapshot_name: name }) => name)),
    )
    expect((await stores.east.read()).datasets[replica]).toMatchObject({
      readonly: true,
      properties: { 'zfx:role': 'replica' },
    })
  })

  test('who asked for which repair is in the audit log', async () => {
    const { items } = (await get('/audit-events?limit=500')).body as unknown as {
      items: { action: string; details: unknown }[]
    }
    expect(items.filter(({ action }) => action === 'repair_replica')).toMatchObject([
      { details: { way: 'adopt', adopt_dataset: 'tank/zerfaux/from-disks' } },
      { details: { way: 'reseed' } },
      { details: { way: 'keep_branch' } },
    ])
  })
})
