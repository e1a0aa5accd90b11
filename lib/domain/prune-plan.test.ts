import { expect, test } from 'vitest'
import { planPrune } from './prune-plan.ts'
import { keepLast } from './retention.ts'
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
    mountpoint: null,
    atime: false,
    encryption: null,
    children: [],
    origin: null,
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
  { case: 'nothing beyond what is to be kept', spec: '1h 2h 3h', keep: 3, common: 3, gone: '' },
  { case: 'the oldest goes, its hold with it', spec: '1h 2h 3h', keep: 2, common: 3, gone: '1h' },
  { case: 'without a hold of ours, only the destroy', spec: '1 2 3', keep: 2, common: 3, gone: '1' },
  { case: 'held by somebody else: stays', spec: '1hf 2h 3h', keep: 1, common: 3, gone: '2h', kept: 'held by legal' },
  { case: 'cloned: stays', spec: '1hc 2h 3h', keep: 1, common: 3, gone: '2h', kept: 'cloned by tank/clone' },
  { case: 'the newest common one stays, however old', spec: '1h 2h 3h', keep: 1, common: 1, gone: '2h' },
  { case: 'in the way and kept anyway: nothing to tell', spec: '1h 2hf 3hc', keep: 2, common: 3, gone: '1h' },
  {
    case: "other people's snapshots are neither counted nor touched",
    spec: 'x1 2h x3 4h',
    keep: 1,
    common: 4,
    gone: '2h',
  },
])('$case', ({ spec, keep, common, gone, kept }) => {
  const context = { newestCommonGuid: String(common) as Guid, ownHold: own, pins: new Map() }
  const plan = planPrune(side(spec), { ...keepLast(2), keepLast: keep }, context)
  expect(plan.changes.map(({ guid, releasing }) => (releasing === own(guid) ? `${guid}h` : guid)).join(' ')).toBe(gone)
  expect(plan.guids).toEqual(plan.changes.map(({ guid }) => guid))
  expect(plan.kept.map(({ because }) => because)).toEqual(kept ? [kept] : [])
})
