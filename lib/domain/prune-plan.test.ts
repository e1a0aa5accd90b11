import { expect, test } from 'vitest'
import { planPrune } from './prune-plan.ts'
import { DatasetName, pointHold, recoveryPointName, SnapshotName, type Guid } from './zfs-names.ts'
import type { DatasetState } from './zfs-state.ts'

const own = (guid: Guid) => pointHold(`id-${guid}`)

/** `'1 2h 3f 4c x5'`: recovery points by age; `h` held by us, `f` by somebody else, `c` cloned, `x` not ours. */
function side(spec: string): DatasetState {
  const snapshots = spec.split(' ').map((word) => {
    const number = Number(/\d+/.exec(word)?.[0])
    const guid = String(number) as Guid
    return {
      name: word.startsWith('x')
        ? SnapshotName.parse(`manual-${number}`)
        : recoveryPointName(new Date(Date.UTC(2026, 0, number)), number),
      guid,
      createTxg: number,
      creation: number,
      written: 1,
      used: 1,
      referenced: 1,
      holds: [...(word.includes('h') ? [own(guid)] : []), ...(word.includes('f') ? ['legal'] : [])],
      clones: word.includes('c') ? ['tank/clone'] : [],
    }
  })
  const rest = {
    guid: '1' as Guid,
    readonly: true,
    mounted: false,
    written: 0,
    used: 0,
    available: 1,
    receiveResumeToken: null,
    properties: {},
    bookmarks: [],
  }
  return { dataset: DatasetName.parse('dr/web'), snapshots, ...rest }
}

test.each([
  { case: 'nothing beyond what is to be kept', spec: '1h 2h 3h', keep: 3, common: 3, gone: '', changes: 0 },
  { case: 'the oldest goes, its hold first', spec: '1h 2h 3h', keep: 2, common: 3, gone: '1', changes: 2 },
  { case: 'without a hold of ours, only the destroy', spec: '1 2 3', keep: 2, common: 3, gone: '1', changes: 1 },
  { case: 'held by somebody else: stays', spec: '1hf 2h 3h', keep: 1, common: 3, gone: '2', changes: 2, kept: 'held' },
  { case: 'cloned: stays', spec: '1hc 2h 3h', keep: 1, common: 3, gone: '2', changes: 2, kept: 'cloned' },
  {
    case: 'the newest common one stays, however old',
    spec: '1h 2h 3h',
    keep: 1,
    common: 1,
    gone: '2',
    changes: 2,
    kept: 'common',
  },
  {
    case: "other people's snapshots are neither counted nor touched",
    spec: 'x1 2h x3 4h',
    keep: 1,
    common: 4,
    gone: '2',
    changes: 2,
  },
])('$case', ({ spec, keep, common, gone, changes, kept }) => {
  const plan = planPrune(side(spec), keep, String(common) as Guid, own)
  expect(plan.guids.join(' ')).toBe(gone)
  expect(plan.changes).toHaveLength(changes)
  expect(plan.kept.map(({ because }) => because)).toEqual(kept ? [kept] : [])
  expect(plan.changes.at(-1)?.do ?? 'destroy_snapshot').toBe('destroy_snapshot')
})
