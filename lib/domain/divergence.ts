import { isOurs, type Guid, type SnapshotName } from './zfs-names.ts'
import type { Bookmark, DatasetState, Snapshot } from './zfs-state.ts'

/**
 * What is the matter with a replica:
 * - `modified`: something was written to it after its newest point
 * - `diverged`: it has points that the source does not have; the source was rolled back, or someone made them there
 * - `no_common`: not one point is on both sides
 * - `missing`: there is no replica
 * - `stuck_receive`: an interrupted receive that can never be finished
 */
export const matters = ['none', 'modified', 'diverged', 'no_common', 'missing', 'stuck_receive'] as const
export type Matter = (typeof matters)[number]

/** An interrupted receive, as the source judges it. */
export type PendingReceive = {
  readonly token: string
  /** Why the source can never finish it; null where it can. */
  readonly staleBecause: string | null
  readonly bytesReceived: number | null
}

export type CommonPoint = {
  readonly guid: Guid
  readonly onTarget: SnapshotName
  readonly onSource: { readonly kind: 'snapshot' | 'bookmark'; readonly name: SnapshotName }
  readonly createTxg: { readonly source: number; readonly target: number }
  readonly creation: number
}

/** What one side has after the newest common point, oldest first. */
export type Beyond = {
  readonly points: readonly BeyondPoint[]
  /** Bytes written after its newest snapshot. */
  readonly unsnapped: number
}
export type BeyondPoint = Pick<Snapshot, 'name' | 'guid' | 'creation' | 'written' | 'holds'> & {
  readonly ours: boolean
}

export type Divergence = {
  readonly matter: Matter
  readonly common: CommonPoint | null
  readonly source: Beyond
  readonly target: Beyond | null
  readonly receive: PendingReceive | null
}

/** Compares both sides by guid. Reads nothing, changes nothing. */
export function analyseDivergence(
  source: DatasetState,
  target: DatasetState | null,
  receive: PendingReceive | null,
): Divergence {
  const common = target && newestShared(source, target)
  return {
    matter: matterOf(target, common, receive),
    common,
    source: beyond(source, common?.createTxg.source ?? null),
    target: target && beyond(target, common?.createTxg.target ?? null),
    receive,
  }
}

/**
 * The newest point of the target that the source can send on from: as a snapshot, or as a bookmark.
 * Unlike planning a send, it looks past what the target has beyond.
 */
export function newestShared(
  source: Pick<DatasetState, 'snapshots' | 'bookmarks'>,
  target: Pick<DatasetState, 'snapshots'>,
): CommonPoint | null {
  const known = new Map<Guid, { kind: 'snapshot' | 'bookmark'; point: Snapshot | Bookmark }>()
  for (const point of source.bookmarks) known.set(point.guid, { kind: 'bookmark', point })
  for (const point of source.snapshots) known.set(point.guid, { kind: 'snapshot', point })
  const shared = target.snapshots.findLast(({ guid }) => known.has(guid))
  const there = shared && known.get(shared.guid)
  if (!shared || !there) return null
  return {
    guid: shared.guid,
    onTarget: shared.name,
    onSource: { kind: there.kind, name: there.point.name },
    createTxg: { source: there.point.createTxg, target: shared.createTxg },
    creation: shared.creation,
  }
}

function matterOf(target: DatasetState | null, common: CommonPoint | null, receive: PendingReceive | null): Matter {
  if (!target) return 'missing'
  const stuck = receive !== null && receive.staleBecause !== null
  if (target.snapshots.length === 0 && receive) return stuck ? 'stuck_receive' : 'none'
  if (!common) return 'no_common'
  if (target.snapshots.at(-1)?.guid !== common.guid) return 'diverged'
  if (target.written > 0) return 'modified'
  return stuck ? 'stuck_receive' : 'none'
}

function beyond(state: DatasetState, commonTxg: number | null): Beyond {
  return {
    points: state.snapshots
      .filter(({ createTxg }) => commonTxg === null || createTxg > commonTxg)
      .map(({ name, guid, creation, written, holds }) => ({
        name,
        guid,
        creation,
        written,
        holds,
        ours: isOurs(name),
      })),
    unsnapped: state.written,
  }
}

/** About what an increment from the common point carries, or a full stream where there is none. */
export function bytesToSend(source: DatasetState, common: CommonPoint | null): number {
  const { points, unsnapped } = beyond(source, common?.createTxg.source ?? null)
  if (common) return points.reduce((sum, { written }) => sum + written, unsnapped)
  return (source.snapshots.at(-1)?.referenced ?? source.used) + (source.snapshots.length > 0 ? unsnapped : 0)
}
