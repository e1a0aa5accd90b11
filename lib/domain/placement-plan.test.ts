import { describe, expect, test } from 'vitest'
import { MoRef, type VcenterObject } from './inventory.ts'
import { findClustersOfTheirOwn, planPlacement } from './placement-plan.ts'
import { isReplicated, suggestPlaceholder } from './placeholder-datastore.ts'
import { ShellPlacement } from './shell-placement.ts'
import { VcenterTree } from './vcenter-tree.ts'

const at = (moref: string, parent: string | null, path: string) => ({
  moref: MoRef.parse(moref),
  name: path.split('/').at(-1) ?? '',
  parentMoref: parent === null ? null : MoRef.parse(parent),
  path,
})
const cluster = (moref: string, name: string): VcenterObject => ({
  kind: 'cluster',
  ...at(moref, 'h', `/DC/host/${name}`),
  drsEnabled: true,
  haEnabled: true,
  hostCount: 1,
})
const pool = (moref: string, owner: string, name: string, parent = owner): VcenterObject => ({
  kind: 'resource_pool',
  ...at(moref, parent, `/DC/host/${owner}/${name}`),
  ownerMoref: MoRef.parse(owner),
})
const host = (moref: string, owner: string): VcenterObject => ({
  kind: 'host',
  ...at(moref, owner, `/DC/host/${owner}/${moref}`),
  clusterMoref: MoRef.parse(owner),
  connectionState: 'connected',
  inMaintenance: false,
  version: '8.0.3',
})
const store = (name: string, more: { remotePath?: string; accessible?: boolean | null; hosts?: string[] } = {}) =>
  ({
    kind: 'datastore',
    ...at(`ds-${name}`, 's', `/DC/datastore/${name}`),
    type: 'VMFS',
    capacityBytes: 1,
    freeBytes: 1,
    remoteHost: null,
    remotePath: more.remotePath ?? null,
    accessible: more.accessible === undefined ? true : more.accessible,
    hostMorefs: (more.hosts ?? ['h1', 'h2']).map((moref) => MoRef.parse(moref)),
  }) as const satisfies VcenterObject

const objects: VcenterObject[] = [
  { kind: 'datacenter', ...at('dc', null, '/DC') },
  { kind: 'folder', ...at('v', 'dc', '/DC/vm'), holds: 'vm' },
  { kind: 'folder', ...at('web', 'v', '/DC/vm/Web'), holds: 'vm' },
  { kind: 'folder', ...at('h', 'dc', '/DC/host'), holds: 'host' },
  { kind: 'folder', ...at('s', 'dc', '/DC/datastore'), holds: 'datastore' },
  cluster('c1', 'Production'),
  cluster('c2', 'Edge'),
  pool('p1', 'c1', 'Resources'),
  pool('p1-gold', 'c1', 'Gold', 'p1'),
  pool('p2', 'c2', 'Resources'),
  host('h1', 'c1'),
  host('h2', 'c2'),
  store('placeholder-01'),
  store('replica', { remotePath: '/mnt/tank/dr/web/' }),
  store('away', { accessible: false }),
  store('unknown', { accessible: null }),
  store('elsewhere', { hosts: ['h2'] }),
]
const tree = new VcenterTree(objects)
const replicated = [{ datastore: 'protected', dataset: 'dr/web' }]
const source = { cluster: 'Production', folder: 'Web', resourcePool: 'Gold' }
const wish = (given: Record<string, string>) => ShellPlacement.parse(given)

const plan = (given: {
  vm?: Record<string, string>
  group?: Record<string, string>
  source?: Partial<typeof source>
}) =>
  planPlacement(
    { vm: given.vm ? wish(given.vm) : null, group: given.group ? wish(given.group) : null },
    { ...source, ...given.source },
    tree,
    replicated,
  )
const lines = ({ placement }: ReturnType<typeof plan>) =>
  Object.values(placement).map((choice) => (choice ? `${choice.moref} ${choice.from}` : null))

const placeholder = { placeholderDatastore: 'placeholder-01' }

describe('where a shell lies', () => {
  test.each([
    {
      case: 'by equal name where nothing is chosen',
      given: { group: placeholder },
      expected: ['c1 suggested', null, 'p1-gold suggested', 'web suggested', 'ds-placeholder-01 group'],
    },
    {
      case: 'a pool or folder of no such name: those at the top',
      given: { group: placeholder, source: { folder: 'Nowhere', resourcePool: 'Silver' } },
      expected: ['c1 suggested', null, 'p1 suggested', 'v suggested', 'ds-placeholder-01 group'],
    },
    {
      case: 'as the group says; the pool is of that cluster',
      given: { group: { ...placeholder, clusterMoref: 'c2', folderMoref: 'v' } },
      expected: ['c2 group', null, 'p2 suggested', 'v group', 'ds-placeholder-01 group'],
    },
    {
      case: 'the VM’s own choice goes before the group’s',
      given: { vm: { clusterMoref: 'c2', hostMoref: 'h2' }, group: { ...placeholder, clusterMoref: 'c1' } },
      expected: ['c2 vm', 'h2 vm', 'p2 suggested', 'web suggested', 'ds-placeholder-01 group'],
    },
  ])('$case', ({ given, expected }) => {
    const planned = plan(given)
    expect(lines(planned)).toEqual(expected)
    expect(planned.blockers).toEqual([])
  })

  test.each([
    { case: 'nothing is chosen', given: {}, expected: ['no_placeholder_datastore'] },
    {
      case: 'no cluster of that name, and more than one',
      given: { group: placeholder, source: { cluster: 'Other' } },
      expected: ['no_cluster'],
    },
    {
      case: 'a cluster that is gone',
      given: { group: { ...placeholder, clusterMoref: 'c9' } },
      expected: ['cluster_gone'],
    },
    {
      case: 'a host of another cluster',
      given: { group: { ...placeholder, clusterMoref: 'c1', hostMoref: 'h2' } },
      expected: ['host_elsewhere'],
    },
    {
      case: 'a pool of another cluster',
      given: { group: { ...placeholder, clusterMoref: 'c1', resourcePoolMoref: 'p2' } },
      expected: ['pool_elsewhere'],
    },
    {
      case: 'a datastore that nobody knows',
      given: { group: { placeholderDatastore: 'x' } },
      expected: ['placeholder_unknown'],
    },
    {
      case: 'the replica',
      given: { group: { placeholderDatastore: 'replica' } },
      expected: ['placeholder_replicated'],
    },
    {
      case: 'not accessible',
      given: { group: { placeholderDatastore: 'away' } },
      expected: ['placeholder_inaccessible'],
    },
    {
      case: 'not known',
      given: { group: { placeholderDatastore: 'unknown' } },
      expected: ['placeholder_inaccessible'],
    },
    {
      case: 'mounted elsewhere',
      given: { group: { placeholderDatastore: 'elsewhere' } },
      expected: ['placeholder_not_mounted'],
    },
  ])('is refused: $case', ({ given, expected }) => {
    const { blockers } = plan(given)
    expect(blockers.map(({ code }) => code)).toEqual(expected)
    for (const { message, hint } of blockers) expect(message && hint).toBeTruthy()
  })
})

test('a replicated datastore is known by its name or by its path, whatever its slashes', () => {
  expect(isReplicated({ name: 'protected', remotePath: null }, replicated)).toBe(true)
  expect(isReplicated({ name: 'x', remotePath: '/mnt/tank/dr/web/' }, replicated)).toBe(true)
  expect(isReplicated({ name: 'x', remotePath: '/mnt/tank/dr/web2' }, replicated)).toBe(false)
  expect(isReplicated({ name: 'x', remotePath: '/mnt/tank/other-dr/web' }, replicated)).toBe(false)
})

test('a placeholder is suggested where exactly one says that it is one', () => {
  expect(suggestPlaceholder(tree, replicated)).toBe('placeholder-01')
  expect(suggestPlaceholder(new VcenterTree([...objects, store('placeholder-02')]), replicated)).toBeNull()
})

test.each([
  { case: 'of two clusters that are both there', clusters: ['Production', 'Edge', 'Edge'], expected: true },
  { case: 'all of one cluster', clusters: ['Edge', 'Edge'], expected: false },
  { case: 'one whose cluster is not there', clusters: ['Production', 'Edge', 'Other'], expected: false },
  { case: 'none', clusters: [], expected: false },
])('VMs that need no cluster chosen for them all: $case', ({ clusters, expected }) => {
  const sources = clusters.map((name) => ({ cluster: name }))
  expect(findClustersOfTheirOwn(sources, new VcenterTree(objects))).toBe(expected)
})
