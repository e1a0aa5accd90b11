import { beforeAll, describe, expect, test } from 'vitest'
import { call, tokenOf } from './call.ts'
import { makeSmallGroup, type SmallGroup } from './small-group.ts'
import { waitForJob, withWorker } from './worker.ts'

type Networks = {
  direction: string
  items: { source_network: string; target_network: string | null; test_network: string | null }[]
  unmapped: { source_network: string; vms: number }[]
  suggestions: { source_network: string; target_network: string | null; test_network: string | null }[]
  checks: { test_network: string; outcome: string; code: string }[]
}
type Placements = {
  direction: string
  placement: Record<string, string> | null
  suggestion: Record<string, string>
  problems: { code: string }[]
  options: { clusters: { moref: string; name: string }[]; datastores: string[] }
}

withWorker()

let token = ''
let group: SmallGroup

beforeAll(async () => {
  token = await tokenOf('admin')
  group = await makeSmallGroup(token, 'mappings', { dr_dataset: 'tank/zerfaux/protected-02' })
  for (const site of [group.source, group.target]) {
    const { body } = await call('POST', `/vcenters/${site.vcenter}/sync`, { token })
    await waitForJob(body['job_id'] ?? '', token)
  }
  const { body } = await call('GET', `/vcenters/${group.source.vcenter}/vms?datastore=nfs-protected-02`, { token })
  const vms: { id: string; is_template: boolean }[] = body.items
  for (const vm of vms)
    await call('POST', `/protection-groups/${group.id}/protected-vms`, { token, body: { vm_id: vm.id } })
}, 60_000)

const networks = async (): Promise<Networks[]> =>
  (await call('GET', `/protection-groups/${group.id}/network-mappings`, { token })).body.items
const placements = async (): Promise<Placements[]> =>
  (await call('GET', `/protection-groups/${group.id}/placement-mappings`, { token })).body.items
const put = (what: 'network' | 'placement', body: unknown) =>
  call('PUT', `/protection-groups/${group.id}/${what}-mappings`, { token, body })
const checksOf = async (): Promise<{ code: string; outcome: string }[]> =>
  (await call('GET', `/protection-groups/${group.id}/preflight`, { token })).body['checks'] ?? []
const outcomeOf = async (code: string) => (await checksOf()).find((check) => check.code === code)?.outcome

describe('network mappings', () => {
  test('what is not mapped is named, with a suggestion for each', async () => {
    const [forward, reversed] = await networks()
    expect(forward).toMatchObject({ direction: 'forward', items: [] })
    expect(forward?.unmapped.length).toBeGreaterThan(2)
    expect(forward?.unmapped.map(({ source_network: name }) => name)).toContain('prod-web-vlan110')
    expect(forward?.suggestions).toContainEqual({
      source_network: 'prod-web-vlan110',
      target_network: 'prod-web-vlan110',
      test_network: 'test-isolated',
    })
    expect(reversed).toMatchObject({ direction: 'reversed', items: [], unmapped: [] })
    expect(await outcomeOf('network_mappings')).toBe('warn')
  })

  test('a test network that is production is refused, and nothing is saved', async () => {
    const items = [
      { source_network: 'prod-web-vlan110', target_network: 'prod-web-vlan110', test_network: 'prod-app-vlan120' },
      { source_network: 'prod-app-vlan120', target_network: 'prod-app-vlan120', test_network: null },
    ]
    expect(await put('network', { direction: 'forward', items })).toMatchObject({
      status: 409,
      body: { code: 'precondition_failed', detail: expect.stringMatching(/prod-app-vlan120 is a production/) },
    })
    expect((await networks())[0]?.items).toEqual([])
  })

  test('a source network twice is refused', async () => {
    const item = { source_network: 'a', target_network: null, test_network: null }
    expect(await put('network', { direction: 'forward', items: [item, item] })).toMatchObject({ status: 400 })
  })

  test('row 28: each direction has its own; the way back is asked for what the way there leads to', async () => {
    const items = (await networks())[0]?.suggestions ?? []
    expect(await put('network', { direction: 'forward', items })).toMatchObject({ status: 200 })
    const [forward, reversed] = await networks()
    expect(forward).toMatchObject({ items, unmapped: [], suggestions: [] })
    expect(forward?.checks).toEqual([expect.objectContaining({ test_network: 'test-isolated', outcome: 'warn' })])
    expect(reversed?.items).toEqual([])
    expect(reversed?.unmapped.length).toBe(forward?.items.length)
    expect(await outcomeOf('network_mappings')).toBe('pass')
    expect(await outcomeOf('network_mappings_back')).toBe('warn')

    const back = reversed?.suggestions ?? []
    expect(await put('network', { direction: 'reversed', items: back })).toMatchObject({ status: 200 })
    expect((await networks())[0]?.items).toEqual(items)
    expect(await outcomeOf('network_mappings_back')).toBe('pass')
  })

  test('the change is in the audit log, with what it was', async () => {
    const { items } = (await call('GET', '/audit-events?action=put_network_mappings', { token })).body
    const deed = { direction: 'reversed', items: expect.arrayContaining([expect.anything()]) }
    expect(items[0]).toMatchObject({ object_name: 'mappings', details: deed })
  })
})

describe('placement', () => {
  test('is suggested, but for what each VM finds by equal name; a datastore that is replicated is no choice', async () => {
    const [forward] = await placements()
    expect(forward).toMatchObject({ direction: 'forward', placement: null })
    // Its VMs are of two clusters, and both names are there too.
    expect(forward?.suggestion).toEqual({ placeholder_datastore: 'placeholder-01' })
    expect(forward?.options.datastores).toContain('placeholder-01')
    expect(forward?.options.datastores).not.toContain('nfs-protected-02')
    expect(forward?.problems.map(({ code }) => code)).toContain('no_placeholder_datastore')
    expect(await outcomeOf('placement')).toBe('warn')
  })

  test.each([
    ['a replica', { placeholder_datastore: 'nfs-protected-02' }, /nfs-protected-02 is a replicated dataset/],
    ['a datastore that is not there', { placeholder_datastore: 'nowhere' }, /no datastore nowhere/],
    ['a cluster that is gone', { cluster_moref: 'domain-c9' }, /not in the DR vCenter/],
  ])('%s is refused', async (_, placement, message) => {
    expect(await put('placement', { direction: 'forward', placement })).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(message), hint: expect.any(String) },
    })
  })

  test('is kept per direction', async () => {
    const [forward] = await placements()
    expect(await put('placement', { direction: 'forward', placement: forward?.suggestion })).toMatchObject({
      status: 200,
    })
    const [there, back] = await placements()
    expect(there).toMatchObject({ placement: forward?.suggestion, problems: [] })
    expect(back).toMatchObject({ placement: null })
    expect(await outcomeOf('placement')).toBe('pass')
    expect(await outcomeOf('placement_back')).toBe('warn')
  })
})
