import { describe, expect, test } from 'vitest'
import { bytesOfLeftovers } from './leftover.ts'
import { mentionsOf, nobody, type Owners } from './leftover-owners.ts'
import { findLeftovers, findVmLeftovers } from './leftovers.ts'
import type { MoRef } from './inventory.ts'
import { DatasetName, HoldTag, SnapshotName, type Guid } from './zfs-names.ts'
import type { SurveyedDataset } from './zfs-survey.ts'

const WEST = '11111111-1111-4111-8111-111111111111'
const EAST = '22222222-2222-4222-8222-222222222222'
const POINT = '99999999-9999-4999-8999-999999999999'
const JOB = '55555555-5555-4555-8555-555555555555'
const group = {
  id: '33333333-3333-4333-8333-333333333333',
  name: 'web',
  sourceTargetId: WEST,
  drTargetId: EAST,
  sourceDataset: 'tank/web',
  drDataset: 'dr/web',
}
const known: Owners = { ...nobody, groups: [group] }
const withPoint = (pinned: boolean): Owners => ({ ...known, points: new Map([[POINT, { pinned }]]) })
const withJob = (groupId: string | null, ...mentions: string[]): Owners => ({
  ...known,
  activeJobs: [{ id: JOB, groupId, mentions: new Set(mentions) }],
})

const ONE = 'zfx_20260101T000000Z_000001'
function seen(dataset: string, changes: Partial<SurveyedDataset> = {}): SurveyedDataset {
  const empty = { properties: {}, partialReceive: null, snapshots: [], bookmarks: [], origin: null }
  return { dataset: DatasetName.parse(dataset), guid: '1' as Guid, used: 5000, ...empty, ...changes }
}
const held = (tag: string, name = ONE) => ({
  snapshots: [{ name: SnapshotName.parse(name), guid: '7' as Guid, used: 700, holds: [HoldTag.parse(tag)] }],
})
const marked = (name: string) => ({ bookmarks: [{ name: SnapshotName.parse(name), guid: '7' as Guid }] })
const broken = (toName: string | null) => ({ partialReceive: { token: '1-a', toName, used: 90 } })

type Case = {
  readonly case: string
  readonly at: string
  readonly has: Partial<SurveyedDataset>
  readonly owners: Owners
  readonly found?: string
}

const cases: Case[] = [
  { case: 'a step hold of a job under way', at: 'tank/web', has: held(`zfx:step:${JOB}`), owners: withJob(group.id) },
  {
    case: 'a step hold of a job that ended',
    at: 'tank/web',
    has: held('zfx:step:1'),
    owners: withJob(group.id),
    found: 'hold 700',
  },
  { case: 'a point on record', at: 'dr/web', has: held(`zfx:point:${POINT}`), owners: withPoint(false) },
  { case: 'a point on no record', at: 'dr/web', has: held(`zfx:point:${POINT}`), owners: known, found: 'hold 700' },
  {
    case: 'a point on no record yet, of a run under way',
    at: 'dr/web',
    has: held(`zfx:point:${POINT}`),
    owners: withJob(group.id),
  },
  {
    case: 'a snapshot that a pre-seeded replica came with',
    at: 'dr/web',
    has: held('zfx:point:1', 'seed'),
    owners: known,
  },
  {
    case: 'the same where no group is',
    at: 'dr/old',
    has: held('zfx:point:1', 'seed'),
    owners: known,
    found: 'hold 700',
  },
  { case: 'a pinned point', at: 'dr/web', has: held(`zfx:pin:${POINT}`), owners: withPoint(true) },
  {
    case: 'a pin of a point that is not pinned',
    at: 'dr/web',
    has: held(`zfx:pin:${POINT}`),
    owners: withPoint(false),
    found: 'hold 700',
  },
  {
    case: 'a pin of nothing, while a run is under way',
    at: 'dr/web',
    has: held('zfx:pin:1'),
    owners: withJob(group.id),
    found: 'hold 700',
  },
  {
    case: 'a kind of hold that is not known, of a known owner',
    at: 'dr/web',
    has: held(`zfx:later:${group.id}`),
    owners: known,
  },
  {
    case: 'a kind of hold that is not known, of nobody',
    at: 'dr/web',
    has: held('zfx:later:1'),
    owners: known,
    found: 'hold 700',
  },
  { case: 'the cursor of a group', at: 'tank/web', has: marked('zfx_cursor_22222222_000004'), owners: known },
  {
    case: 'a cursor for another target',
    at: 'tank/web',
    has: marked('zfx_cursor_44444444_000004'),
    owners: known,
    found: 'bookmark 0',
  },
  {
    case: 'a cursor where no group is',
    at: 'tank/old',
    has: marked('zfx_cursor_22222222_000004'),
    owners: known,
    found: 'bookmark 0',
  },
  {
    case: 'a cursor that a job is about',
    at: 'tank/new',
    has: marked('zfx_cursor_44444444_1'),
    owners: withJob(null, 'tank/new'),
  },
  { case: 'a receive of a run under way', at: 'dr/web', has: broken(`tank/web@${ONE}`), owners: withJob(group.id) },
  { case: 'a receive of a group at rest', at: 'dr/web', has: broken(null), owners: known, found: 'partial_receive 90' },
  {
    case: 'a receive of ours where no group is',
    at: 'dr/old',
    has: broken(`tank/web@${ONE}`),
    owners: known,
    found: 'partial_receive 90',
  },
  { case: 'a receive of somebody else', at: 'dr/other', has: broken('x/y@daily-1'), owners: known },
  {
    case: 'a receive beside, of a repair under way',
    at: 'dr/web-new',
    has: broken(`tank/web@${ONE}`),
    owners: withJob(group.id, 'dr/web-new'),
  },
  { case: 'a dataset of a group', at: 'dr/web', has: { properties: { 'zfx:group': group.id } }, owners: known },
  {
    case: 'a dataset of a group, marked for another',
    at: 'dr/web',
    has: { properties: { 'zfx:group': 'x' } },
    owners: known,
    found: 'dataset 5000',
  },
  {
    case: 'a dataset of a group that is gone',
    at: 'dr/old',
    has: { properties: { 'zfx:group': 'x' } },
    owners: known,
    found: 'dataset 5000',
  },
  {
    case: 'a copy that a group has left behind',
    at: 'dr/web.old',
    has: { properties: { 'zfx:group': group.id } },
    owners: known,
    found: 'dataset 5000',
  },
  {
    case: 'a copy that a group has set aside',
    at: 'dr/web.old',
    has: { ...held('zfx:point:1'), properties: { 'zfx:group': group.id, 'zfx:role': 'kept' } },
    owners: known,
  },
]

describe('on an appliance', () => {
  test.each(cases)('$case', ({ at, has, owners, found }) => {
    const targetId = at.startsWith('tank') ? WEST : EAST
    const leftovers = findLeftovers(targetId, [seen(at, has)], owners)
    expect(leftovers.map(({ kind, bytes }) => `${kind} ${bytes}`)).toEqual(found ? [found] : [])
  })

  test('a dataset of the same name at another site is not the group’s', () => {
    const marks = { properties: { 'zfx:group': group.id } }
    expect(findLeftovers(WEST, [seen('dr/web', marks)], known)).toHaveLength(1)
  })

  test('a dataset is never destroyed, and a snapshot neither: that is a person’s own act', () => {
    const all = cases.flatMap(({ at, has }) => findLeftovers(EAST, [seen(at, has)], nobody))
    const changes = all.flatMap(({ release }) => (release.at === 'appliance' ? release.changes : []))
    expect(new Set(changes.map((change) => change.do))).toEqual(
      new Set(['release', 'destroy_bookmark', 'clear_properties', 'abort_receive']),
    )
  })

  test('discarding a first copy comes last, since the dataset goes with it', () => {
    const everything = {
      ...held('zfx:step:1'),
      ...marked('zfx_x'),
      ...broken(`t@${ONE}`),
      properties: { 'zfx:role': 'x' },
    }
    const kinds = findLeftovers(EAST, [seen('dr/old', everything)], known).map(({ kind }) => kind)
    expect(kinds).toEqual(['hold', 'bookmark', 'dataset', 'partial_receive'])
  })

  test('the same thing keeps its key, another in its place has another', () => {
    const keyOf = (guid: string) =>
      findLeftovers(EAST, [{ ...seen('dr/old', { properties: { 'zfx:role': 'x' } }), guid: guid as Guid }], known)[0]
        ?.key
    expect(keyOf('1')).toBe(keyOf('1'))
    expect(keyOf('1')).not.toBe(keyOf('2'))
  })
})

test('what all cost together counts a snapshot once, and nothing within a dataset that is listed itself', () => {
  const twice = {
    snapshots: [
      { ...held('zfx:step:1').snapshots[0], holds: ['zfx:step:1', 'zfx:step:2'].map((tag) => HoldTag.parse(tag)) },
    ],
  }
  const leftovers = findLeftovers(
    EAST,
    [
      seen('dr/web', twice as Partial<SurveyedDataset>),
      seen('dr/old', { ...held('zfx:step:3'), properties: { 'zfx:group': 'x' } }),
    ],
    known,
  )
  expect(leftovers).toHaveLength(4)
  expect(bytesOfLeftovers(leftovers)).toBe(700 + 5000)
})

describe('on a vCenter', () => {
  const snapshot = {
    vm: 'vm-1' as MoRef,
    vmName: 'web-1',
    snapshot: 'snapshot-1' as MoRef,
    name: ONE,
    createdAt: null,
    sizeBytes: null,
  }

  test('a VMware snapshot belongs to the run under way that names it', () => {
    expect(findVmLeftovers(WEST, [snapshot], withJob(group.id, ONE))).toEqual([])
    expect(findVmLeftovers(WEST, [snapshot], withJob(group.id, 'zfx_other'))).toMatchObject([
      { kind: 'vm_snapshot', object: 'web-1', tag: ONE, bytes: null },
    ])
  })
})

test('what a job mentions is every text in its parameters', () => {
  expect([...mentionsOf({ a: 'x', b: [{ c: 'y', d: 4 }], e: null })]).toEqual(['x', 'y'])
})
