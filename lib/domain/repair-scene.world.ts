import { analyseDivergence, type PendingReceive } from './divergence.ts'
import type { RepairScene } from './repair-ways.ts'
import { DatasetName, recoveryPointName, SnapshotName, type Guid } from './zfs-names.ts'
import type { DatasetState } from './zfs-state.ts'

export const replica = DatasetName.parse('dr/web')
const preseeded = DatasetName.parse('dr/preseeded')
const groupId = 'our-group'

/** `'#1 @2 x3'`: a bookmark, a recovery point of ours, a snapshot of somebody else; the number is guid and age. `@2=9` has guid 9. */
function side(dataset: DatasetName, spec: string, more: Partial<DatasetState> = {}): DatasetState {
  const words = spec
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [number = '', guid = number] = word.slice(1).split('=')
      return { kind: word[0], number: Number(number), guid: guid as Guid, createTxg: Number(number) * 10 }
    })
  return {
    dataset,
    guid: `${dataset.length}` as Guid,
    readonly: true,
    mounted: false,
    mountpoint: null,
    atime: false,
    encryption: null,
    children: [],
    origin: null,
    written: 0,
    used: 500,
    available: 1000,
    receiveResumeToken: null,
    properties: {},
    bookmarks: words
      .filter(({ kind }) => kind === '#')
      .map(({ number, guid, createTxg }) => ({ name: SnapshotName.parse(`cursor-${number}`), guid, createTxg })),
    snapshots: words
      .filter(({ kind }) => kind !== '#')
      .map(({ kind, number, guid, createTxg }) => ({
        name:
          kind === '@'
            ? recoveryPointName(new Date(Date.UTC(2026, 0, number)), number)
            : SnapshotName.parse(`manual-${number}`),
        guid,
        createTxg,
        creation: number,
        written: 100,
        used: 0,
        referenced: 400,
        holds: [],
        clones: [],
      })),
    ...more,
  }
}

export const partial = (staleBecause: string | null): PendingReceive => ({ token: 't', staleBecause, bytesReceived: 7 })

export type Case = {
  readonly source: string
  readonly target: string | null
  readonly written?: number
  readonly receive?: PendingReceive
  readonly source_?: Partial<DatasetState>
  readonly target_?: Partial<DatasetState>
  readonly candidate?: string | null
  readonly candidate_?: Partial<DatasetState>
  readonly candidateName?: string
  readonly usedBy?: string
}

export function sceneOf(given: Case): RepairScene {
  const source = side(DatasetName.parse('tank/web'), given.source, given.source_)
  const receiveResumeToken = given.receive?.token ?? null
  const target =
    given.target === null
      ? null
      : side(replica, given.target, { written: given.written ?? 0, receiveResumeToken, ...given.target_ })
  const dataset = DatasetName.parse(given.candidateName ?? preseeded)
  return {
    groupId,
    epoch: 1,
    replica,
    source,
    target,
    divergence: analyseDivergence(source, target, given.receive ?? null),
    candidate:
      given.candidate === undefined
        ? null
        : {
            dataset,
            state: given.candidate === null ? null : side(dataset, given.candidate, given.candidate_),
            usedBy: given.usedBy ?? null,
          },
  }
}
