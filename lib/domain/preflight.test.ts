import { expect, test } from 'vitest'
import type { VmDisk } from './inventory.ts'
import type { ApplianceHealth } from './appliance-health.ts'
import { ZerfauxError } from './errors.ts'
import { preflight } from './preflight.ts'
import type { PreflightOutcome } from './preflight-check.ts'
import type { Found, PreflightFacts } from './preflight-facts.ts'
import { DatasetName, recoveryPointName, type Guid } from './zfs-names.ts'
import type { DatasetState, Snapshot } from './zfs-state.ts'

const MIB = 1024 ** 2
const groupId = '11111111-1111-4111-8111-111111111111'

const point = (number: number): Snapshot => ({
  name: recoveryPointName(new Date(Date.UTC(2026, 0, number)), number),
  guid: String(number) as Guid,
  createTxg: number,
  creation: number,
  written: MIB,
  used: 0,
  referenced: 10 * MIB,
  holds: [],
  clones: [],
})

const dataset = (name: string, more: Partial<DatasetState> = {}): DatasetState => ({
  dataset: DatasetName.parse(name),
  guid: '1' as Guid,
  readonly: false,
  mounted: true,
  mountpoint: `/${name}`,
  atime: false,
  encryption: null,
  origin: null,
  children: [],
  written: 0,
  used: 10 * MIB,
  available: 100 * MIB,
  receiveResumeToken: null,
  properties: {},
  snapshots: [point(1), point(2)],
  bookmarks: [],
  ...more,
})
const replica = (more: Partial<DatasetState> = {}) => dataset('dr/web', { readonly: true, mounted: false, ...more })

const health: ApplianceHealth = {
  health: 'ok',
  zfsVersion: '2.3.2',
  pool: {
    name: 'dr',
    state: 'ONLINE',
    sizeBytes: 1,
    availableBytes: 1,
    fragmentationPercent: 0,
    scrub: { state: 'none', finishedAt: null, errors: null },
    resilvering: false,
    devices: [],
    dataErrors: 0,
  },
  sshMs: 3,
  clockOffsetSeconds: 0,
  features: ['large_blocks', 'lz4_compress'],
  activeFeatures: ['large_blocks'],
  tools: ['zstd', 'mbuffer', 'perl'],
  problems: [],
}
const found = (
  state: DatasetState | null,
  more: Partial<ApplianceHealth> = {},
  parent: DatasetState | null = null,
): Found => ({ state, parent, health: { ...health, ...more } })

type Change = {
  source?: Partial<DatasetState> | null
  sourceHealth?: Partial<ApplianceHealth>
  target?: Partial<DatasetState> | null
  targetHealth?: Partial<ApplianceHealth>
  parent?: Partial<DatasetState>
  group?: Partial<PreflightFacts['group']>
  more?: Partial<PreflightFacts>
  key?: Date | null
}
function facts({
  source,
  sourceHealth,
  target,
  targetHealth,
  parent,
  group,
  more,
  key = new Date(0),
}: Change): PreflightFacts {
  const own = source === null ? null : dataset('tank/web', source)
  const theirs = target === null ? null : replica(target)
  return {
    group: {
      groupId,
      epoch: 1,
      protectionDatastore: 'web',
      consistency: 'application',
      transport: 'direct',
      compression: 'blocks',
      limited: false,
      ...group,
    },
    source: { name: 'west', dataset: 'tank/web', found: found(own, sourceHealth) },
    target: {
      name: 'east',
      dataset: 'dr/web',
      found: found(theirs, targetHealth, theirs ? null : dataset('dr', parent)),
      nfsAddress: null,
      receiveKeyVerifiedAt: key,
    },
    sourceNfsAddress: '10.0.0.1',
    vms: [vm({ name: 'web01' })],
    datastore: { remoteHost: '10.0.0.1', remotePath: '/tank/web' },
    mappings: [],
    ...more,
  }
}
const unknown = { controllerType: null, controllerBus: null, unit: null, capacityBytes: null }
const plain = { backing: 'flat', shared: false, hasParent: false } as const
const independent: VmDisk = {
  key: 2000,
  ...unknown,
  ...plain,
  datastore: 'web',
  path: 'db02/db02.vmdk',
  mode: 'independent_persistent',
}

function vm(more: Partial<PreflightFacts['vms'][number]>): PreflightFacts['vms'][number] {
  const running = { powerState: 'powered_on', toolsStatus: 'running' } as const
  return { name: 'vm', datastores: ['web'], disks: [], gone: false, ...running, ...more }
}

const outcome = (change: Change, code: string) => preflight(facts(change)).checks.find((check) => check.code === code)

test('where all is well, every check passes', () => {
  const { ready, checks } = preflight(facts({}))
  expect(checks.filter(({ outcome: is }) => is !== 'pass')).toEqual([])
  expect(checks.filter(({ hint }) => hint !== null)).toEqual([])
  expect(ready).toBe(true)
  expect(new Set(checks.map(({ code }) => code)).size).toBe(checks.length)
})

const locked = { cipher: 'aes-256-gcm', root: 'tank', keyAvailable: false }
const open = { ...locked, keyAvailable: true }

const cases: [string, PreflightOutcome, RegExp, Change][] = [
  ['source_dataset', 'block', /has no dataset tank\/web/, { source: null }],
  ['source_children', 'block', /tank\/web\/a, tank\/web\/b/, { source: { children: ['tank/web/a', 'tank/web/b'] } }],
  ['source_atime', 'warn', /a mere read/, { source: { atime: true } }],
  ['source_marks', 'block', /another protection group/, { source: { properties: { 'zfx:group': 'other' } } }],
  ['source_marks', 'block', /epoch 2/, { source: { properties: { 'zfx:epoch': '2' } } }],
  ['source_encryption', 'block', /key is not loaded/, { source: { encryption: locked } }],
  ['source_encryption', 'warn', /sent decrypted/, { source: { encryption: open } }],
  ['replica', 'pass', /first run makes it/, { target: null }],
  ['replica', 'block', /below dr, which is encrypted/, { target: null, parent: { encryption: locked } }],
  ['replica', 'block', /holds no recovery point/, { target: { snapshots: [] } }],
  ['replica', 'block', /was written to/, { target: { written: 512 } }],
  ['replica', 'pass', /interrupted transfer/, { target: { snapshots: [], receiveResumeToken: '1-a-b-c' } }],
  ['replica_marks', 'block', /marked as primary/, { target: { properties: { 'zfx:role': 'primary' } } }],
  ['replica_mount', 'warn', /mounted and writable/, { target: { mounted: true, readonly: false } }],
  ['replica_children', 'block', /dr\/web\/x/, { target: { children: ['dr/web/x'] } }],
  ['replica_encryption', 'block', /after a raw receive/, { target: { encryption: { ...open, root: 'dr/web' } } }],
  ['replica_encryption', 'pass', /with the key of tank/, { target: { encryption: open } }],
  ['replica_encryption', 'block', /key of tank is not loaded/, { target: { encryption: locked } }],
  ['common_point', 'block', /only on the target/, { target: { snapshots: [point(1), point(9)] } }],
  ['common_point', 'block', /has no snapshot/, { source: { snapshots: [] } }],
  ['common_point', 'pass', /only changes/, { target: { snapshots: [point(1)] } }],
  ['room', 'block', /40.0 MiB would be sent/, { source: { written: 40 * MIB }, target: { available: 39 * MIB } }],
  ['room', 'warn', /about 40.0 MiB/, { source: { written: 40 * MIB }, target: { available: 41 * MIB } }],
  ['room', 'block', /dr has 9.0 MiB/, { target: null, parent: { available: 9 * MIB } }],
  [
    'clocks',
    'warn',
    /90 seconds apart, and up to 61/,
    { sourceHealth: { clockOffsetSeconds: -29 }, targetHealth: { clockOffsetSeconds: 61 } },
  ],
  [
    'features',
    'block',
    /large_blocks, zstd_compress/,
    {
      sourceHealth: { activeFeatures: ['zstd_compress', 'large_blocks', 'async_destroy'] },
      targetHealth: { features: [] },
    },
  ],
  ['zstd', 'block', /not installed on east/, { group: { compression: 'zstd' }, targetHealth: { tools: [] } }],
  ['zstd', 'pass', /both sides/, { group: { compression: 'zstd' } }],
  ['limiter', 'block', /neither mbuffer nor perl/, { group: { limited: true }, sourceHealth: { tools: ['zstd'] } }],
  ['limiter', 'pass', /with perl/, { group: { limited: true }, sourceHealth: { tools: ['perl'] } }],
  ['receive_key', 'warn', /never seen/, { key: null }],
  ['datastore', 'warn', /has no datastore web/, { more: { datastore: null } }],
  [
    'datastore',
    'block',
    /mounted from \/tank\/other/,
    { more: { datastore: { remoteHost: null, remotePath: '/tank/other' } } },
  ],
  ['datastore', 'warn', /from 10.9.9.9/, { more: { datastore: { remoteHost: '10.9.9.9', remotePath: '/tank/web/' } } }],
  ['datastore', 'warn', /no NFS datastore/, { more: { datastore: { remoteHost: null, remotePath: null } } }],
  ['vms', 'warn', /No VM/, { more: { vms: [] } }],
  ['vms', 'warn', /Not wholly on web.*: db01/, { more: { vms: [vm({ name: 'db01', datastores: ['web', 'local'] })] } }],
  ['quiescing', 'pass', /Every VM can hold still/, {}],
  [
    'quiescing',
    'pass',
    /Every VM/,
    { more: { vms: [vm({ name: 'off', powerState: 'powered_off', toolsStatus: null })] } },
  ],
  [
    'quiescing',
    'warn',
    /only be crash-consistent for db01 \(VMware Tools is not running\), db02 \(has an independent disk/,
    {
      more: {
        vms: [
          vm({ name: 'db01', toolsStatus: 'not_running' }),
          vm({ name: 'db02', disks: [independent] }),
          vm({ name: 'fine' }),
        ],
      },
    },
  ],
  ['vms', 'warn', /No longer.*: old/, { more: { vms: [vm({ name: 'old', datastores: [], gone: true })] } }],
]

test.each(cases)('%s: %s %s', (code, expected, says, change) => {
  const check = outcome(change, code)
  expect(check).toMatchObject({ outcome: expected, message: expect.stringMatching(says) })
  expect(preflight(facts(change)).ready).toBe(expected !== 'block')
  if (expected === 'pass') expect(check?.hint).toBeNull()
  else expect(check?.hint).toMatch(/\w+/)
})

test('a side that does not answer says why, and what depends on it is left out', () => {
  const base = facts({})
  const error = new ZerfauxError('unreachable', 'east does not answer', { hint: 'Look at the network.' })
  const { ready, checks } = preflight({ ...base, target: { ...base.target, found: { error } } })
  expect(ready).toBe(false)
  expect(checks).toContainEqual({ code: 'target_answers', outcome: 'block', message: error.message, hint: error.hint })
  const codes = checks.map(({ code }) => code)
  expect(codes).toContain('source_dataset')
  expect(codes.filter((code) => code.startsWith('replica') || code === 'room')).toEqual([])
})
