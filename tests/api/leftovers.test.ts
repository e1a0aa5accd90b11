import { beforeAll, describe, expect, test } from 'vitest'
import { call, tokenOf } from './call.ts'
import { makeSmallGroup, type SmallGroup } from './small-group.ts'
import { waitForJob, withWorker } from './worker.ts'

withWorker()

let token = ''
let group: SmallGroup

const get = (path: string) => call('GET', path, { token })
const release = (ids: readonly string[], as = token) => call('POST', '/leftovers/release', { token: as, body: { ids } })

type Item = { id: string; kind: string; object: string; tag: string | null; bytes: number | null; site_name: string }
async function listed(): Promise<Item[]> {
  const answer = await get('/leftovers')
  expect(answer.status).toBe(200)
  return answer.body.items
}
const heldBy = (tag: string) => async () => {
  const { datasets } = await group.stores.source.read()
  return datasets[group.dataset]?.snapshots.filter(({ holds }) => holds.includes(tag)).length
}

beforeAll(async () => {
  token = await tokenOf('admin')
  group = await makeSmallGroup(token, 'leftovers')
  for (let round = 0; round < 3; round++) expect(await group.run()).toMatchObject({ status: 'succeeded' })
})

async function leak(tag: string): Promise<void> {
  await group.stores.source.update(({ datasets }) => void datasets[group.dataset]?.snapshots[0]?.holds.push(tag))
}

describe('leftovers', () => {
  test('a group at rest leaves none', async () => {
    expect((await get('/leftovers')).body).toMatchObject({ items: [], total_bytes: 0 })
  })

  test('a leaked hold is listed with its cost, and released; nothing else is touched', async () => {
    await leak('zfx:step:00000000-0000-4000-8000-000000000000')
    await leak('somebody')
    const [item, ...rest] = await listed()
    expect(rest).toEqual([])
    expect(item).toMatchObject({ kind: 'hold', bytes: expect.any(Number), site_name: 'leftovers source NAS' })
    expect(item?.bytes).toBeGreaterThan(0)
    expect((await release([item?.id ?? ''], await tokenOf('operator'))).status).toBe(403)
    const { status, body } = await release([item?.id ?? ''])
    expect(status).toBe(202)
    expect(await waitForJob(body['job_id'] ?? '', token)).toMatchObject({
      status: 'succeeded',
      result: { released: [`leftovers source NAS: ${item?.object} (${item?.tag})`] },
    })
    expect(await listed()).toEqual([])
    expect(await heldBy('somebody')()).toBe(1)
    expect(await release([item?.id ?? ''])).toMatchObject({ status: 409, body: { code: 'conflict' } })
  })

  test('a site that does not answer is told, and hides nothing of the others', async () => {
    await leak('zfx:step:1')
    await group.stores.target.update((appliance) => void (appliance.faults.unreachable = true))
    const { body } = await get('/leftovers')
    expect(body.items).toHaveLength(1)
    const errors = Object.fromEntries(
      (body['sites'] ?? []).map((site: Item & { name: string; error: unknown }) => [site.name, site.error]),
    )
    expect(errors).toMatchObject({
      'leftovers source NAS': null,
      'leftovers target NAS': { code: 'unreachable' },
      'leftovers source vCenter': null,
    })
    await group.stores.target.update((appliance) => void (appliance.faults.unreachable = false))
    const one = await get(`/leftovers?target_id=${group.target.target}`)
    expect(one.body).toMatchObject({ items: [], sites: [{ id: group.target.target }] })
  })

  test('a partial receive of a cancelled run is offered, with what discarding it means', async () => {
    await group.stores.target.update((appliance) => void (appliance.faults.cutReceiveAfter = 0.5))
    const job = await group.run(({ status }) => status === 'retrying')
    expect((await listed()).filter(({ kind }) => kind === 'partial_receive')).toEqual([])
    await call('POST', `/jobs/${job.id}/cancel`, { token })
    await waitForJob(job.id, token)
    const partial = (await listed()).find(({ kind }) => kind === 'partial_receive')
    expect(partial).toMatchObject({ object: group.dataset, bytes: expect.any(Number) })
    expect(partial?.bytes).toBeGreaterThan(0)
    const { body } = await release([partial?.id ?? ''])
    expect(await waitForJob(body['job_id'] ?? '', token)).toMatchObject({ status: 'succeeded' })
    expect((await group.stores.target.read()).datasets[group.dataset]?.partial).toBeNull()
    expect(await group.run()).toMatchObject({ status: 'succeeded' })
  })

  test('what a deleted group leaves is marks and holds; releasing them destroys nothing', async () => {
    const before = (await group.stores.target.read()).datasets[group.dataset]?.snapshots.length
    expect((await call('DELETE', `/protection-groups/${group.id}`, { token })).status).toBe(204)
    const items = await listed()
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['hold', 'bookmark', 'dataset']))
    const { body } = await release(items.map(({ id }) => id))
    expect(await waitForJob(body['job_id'] ?? '', token)).toMatchObject({ status: 'succeeded' })
    expect(await listed()).toEqual([])
    const replica = (await group.stores.target.read()).datasets[group.dataset]
    expect(replica?.snapshots).toHaveLength(before ?? 0)
    expect(replica?.snapshots.flatMap(({ holds }) => holds)).toEqual([])
    expect(replica?.properties).not.toHaveProperty('zfx:group')
  })
})
