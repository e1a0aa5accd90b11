import { beforeAll, describe, expect, test } from 'vitest'
import { call, tokenOf } from './call.ts'
import { makeSmallGroup, type SmallGroup } from './small-group.ts'
import { withWorker } from './worker.ts'

withWorker()

let token = ''
let operator = ''
let group: SmallGroup

const post = (path: string, body?: unknown, as = token) => call('POST', path, { token: as, body })
const get = (path: string) => call('GET', path, { token })

type Side = {
  side: string
  kept_count: number
  pruned_count: number
  points: { snapshot_name: string; kept: boolean; label: string | null; reasons: { rule: string; text: string }[] }[]
}
const sidesOf = (answer: Awaited<ReturnType<typeof get>>): Side[] => answer.body['sides'] ?? []

beforeAll(async () => {
  token = await tokenOf('admin')
  operator = await tokenOf('operator')
  group = await makeSmallGroup(token, 'retention')
  for (let round = 0; round < 5; round++) expect(await group.run()).toMatchObject({ status: 'succeeded' })
})

async function holdsOf(snapshotName: string | undefined): Promise<string[]> {
  const { datasets } = await group.stores.target.read()
  return datasets[group.dataset]?.snapshots.find(({ name }) => name === snapshotName)?.holds ?? []
}

describe('what retention would do', () => {
  test('as it is set: source keeps four, each with its reasons', async () => {
    const [source, target] = sidesOf(await get(`/protection-groups/${group.id}/retention-preview`))
    expect(source).toMatchObject({ side: 'source', kept_count: 4, pruned_count: 0 })
    expect(target).toMatchObject({ side: 'target', kept_count: 5, pruned_count: 0 })
    expect(target?.points.at(-1)?.reasons.map(({ text }) => text)).toEqual(['last 1 of 48', 'newest common'])
  })

  test('as it is proposed: nothing is changed', async () => {
    const retention = { source: { keep_last: 2 }, target: { keep_last: 2, daily: 7 } }
    const answer = await post(`/protection-groups/${group.id}/retention-preview`, { retention })
    const [source, target] = sidesOf(answer)
    expect([source?.pruned_count, target?.pruned_count]).toEqual([2, 3])
    const { datasets } = await group.stores.target.read()
    expect(datasets[group.dataset]?.snapshots).toHaveLength(5)
    expect((await get(`/protection-groups/${group.id}`)).body['retention']).toMatchObject({ target: { keep_last: 48 } })
  })

  test('of an appliance that does not answer, it says so', async () => {
    await group.stores.target.update((appliance) => void (appliance.faults.unreachable = true))
    expect(await get(`/protection-groups/${group.id}/retention-preview`)).toMatchObject({
      status: 503,
      body: { code: 'unreachable' },
    })
    await group.stores.target.update((appliance) => void (appliance.faults.unreachable = false))
  })
})

describe('a legal hold', () => {
  test('is on the target before it is on record, and outlives retention', async () => {
    const oldest = (await group.points()).at(-1)
    const path = `/recovery-points/${oldest?.['id']}`
    const pinned = await post(`${path}/pin`, { reason: 'Case 12' }, operator)
    expect(pinned).toMatchObject({ status: 200, body: { pin_reason: 'Case 12', pinned_by: expect.any(String) } })
    const tag = `zfx:pin:${oldest?.['id']}`
    expect(await holdsOf(oldest?.['snapshot_name'])).toContain(tag)

    const again = await post(`${path}/pin`, { reason: 'Case 12 and 13' }, operator)
    expect(again.body).toMatchObject({ pin_reason: 'Case 12 and 13', pinned_at: pinned.body['pinned_at'] })

    const retention = { source: { keep_last: 2 }, target: { keep_last: 2 } }
    await call('PATCH', `/protection-groups/${group.id}`, { token, body: { retention } })
    const [, target] = sidesOf(await get(`/protection-groups/${group.id}/retention-preview`))
    expect(target?.points[0]).toMatchObject({
      kept: true,
      reasons: [{ rule: 'pinned', text: 'pinned: Case 12 and 13' }],
    })
    expect(await group.run()).toMatchObject({ status: 'succeeded' })
    expect((await group.points()).at(-1)).toMatchObject({ id: oldest?.['id'] })
    expect(await group.points()).toHaveLength(3)
    expect(await holdsOf(oldest?.['snapshot_name'])).toContain(tag)

    expect(await call('DELETE', `/protection-groups/${group.id}`, { token })).toMatchObject({ status: 409 })
    expect(await post(`${path}/unpin`, undefined, operator)).toMatchObject({ status: 403 })
    expect(await post(`${path}/unpin`)).toMatchObject({ status: 200, body: { pinned_at: null, pin_reason: null } })
    expect(await holdsOf(oldest?.['snapshot_name'])).toEqual([`zfx:point:${oldest?.['id']}`])
    expect(await group.run()).toMatchObject({ status: 'succeeded' })
    expect(await group.points()).toHaveLength(2)
    expect(await post(`${path}/pin`, { reason: 'Too late' })).toMatchObject({ status: 409 })
    const actions = (await get('/audit-events?limit=500')).body.items.map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['pin_recovery_point', 'unpin_recovery_point']))
  })

  test('is not recorded where the target does not answer, or has the snapshot no more', async () => {
    const [newest] = await group.points()
    const path = `/recovery-points/${newest?.['id']}`
    await group.stores.target.update((appliance) => void (appliance.faults.unreachable = true))
    expect(await post(`${path}/pin`, { reason: 'x' })).toMatchObject({ status: 503 })
    await group.stores.target.update((appliance) => void (appliance.faults.unreachable = false))
    await group.stores.target.update(({ datasets }) => {
      const replica = datasets[group.dataset]
      if (replica)
        replica.snapshots = replica.snapshots.map((each) => ({ ...each, guid: String(BigInt(each.guid) ^ 1n) }))
    })
    expect(await post(`${path}/pin`, { reason: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'precondition_failed' },
    })
    expect((await group.points())[0]).toMatchObject({ pinned_at: null })
  })
})

test('a label is an operator’s own word, and keeps nothing', async () => {
  const [newest] = await group.points()
  const label = (value: unknown) =>
    call('PATCH', `/recovery-points/${newest?.['id']}`, { token: operator, body: { label: value } })
  expect(await label(' before upgrade ')).toMatchObject({ status: 200, body: { label: 'before upgrade' } })
  expect(await label('x'.repeat(81))).toMatchObject({ status: 400 })
  expect(await label(null)).toMatchObject({ status: 200, body: { label: null } })
})
