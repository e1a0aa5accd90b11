import { ZerfauxError } from './errors.ts'
import { isOurs, type Guid } from './zfs-names.ts'
import type { DatasetState, SendStep, Snapshot } from './zfs-state.ts'

export type SendPlan =
  | { readonly kind: 'up_to_date' }
  | { readonly kind: 'send'; readonly step: SendStep; readonly hopsLeft: number }

/** What planning looks at; the rest of a DatasetState does not matter here. */
export type SourceView = Pick<DatasetState, 'dataset' | 'snapshots' | 'bookmarks'>
export type TargetView = Pick<DatasetState, 'dataset' | 'snapshots' | 'written' | 'mounted'>

/**
 * Decides what to send next so that the target comes to hold the source's snapshot `to`, from what
 * both sides hold now. Matches by guid, never by name (failure-modes row 7). Reads nothing, changes nothing.
 *
 * Every recovery point of ours between the common point and `to` is its own hop, so that each stays
 * recoverable; other people's snapshots in between are passed over.
 *
 * @throws ZerfauxError `snapshot_name_taken`, `replica_modified`, `diverged` or `precondition_failed`
 *   when no send can help; each with what was found and the safe ways out.
 */
export function planSend(source: SourceView, target: TargetView | null, to: Guid): SendPlan {
  const wanted = source.snapshots.find((snapshot) => snapshot.guid === to)
  if (!wanted) throw new ZerfauxError('not_found', `${source.dataset} no longer has the snapshot with guid ${to}`)
  if (!target) return firstHop(null, hopsAfter(source, null, wanted))
  if (target.snapshots.some((snapshot) => snapshot.guid === to)) return { kind: 'up_to_date' }

  refuseTakenName(source, target, wanted)
  const newest = newestReceived(target)
  const base = findBase(source, newest.guid)
  if (!base) throw diverged(source, target)
  return firstHop(base, hopsAfter(source, base.createTxg, wanted))
}

/** The newest snapshot that both sides hold, or null. */
export function newestCommon(source: SourceView, target: Pick<TargetView, 'snapshots'> | null): Snapshot | null {
  const held = new Set(target?.snapshots.map((snapshot) => snapshot.guid))
  return source.snapshots.findLast((snapshot) => held.has(snapshot.guid)) ?? null
}

type Base = {
  readonly kind: 'snapshot' | 'bookmark'
  readonly name: Snapshot['name']
  readonly guid: Guid
  readonly createTxg: number
}

/** A snapshot before a bookmark: only a snapshot can be held against pruning. */
function findBase(source: SourceView, guid: Guid): Base | null {
  const snapshot = source.snapshots.find((candidate) => candidate.guid === guid)
  if (snapshot) return { kind: 'snapshot', ...snapshot }
  const bookmark = source.bookmarks.find((candidate) => candidate.guid === guid)
  return bookmark ? { kind: 'bookmark', ...bookmark } : null
}

function hopsAfter(source: SourceView, txg: number | null, wanted: Snapshot): readonly Snapshot[] {
  // A first copy is one full stream of the newest: sending old points first would only delay protection.
  if (txg === null) return [wanted]
  return source.snapshots.filter(
    (snapshot) =>
      snapshot.createTxg > txg &&
      snapshot.createTxg <= wanted.createTxg &&
      (snapshot.guid === wanted.guid || isOurs(snapshot.name)),
  )
}

function firstHop(base: Base | null, hops: readonly Snapshot[]): SendPlan {
  const [to] = hops
  if (!to) throw new ZerfauxError('diverged', 'The target is ahead of the snapshot to send', { hint: DIVERGED_HINT })
  const from = base && { kind: base.kind, name: base.name, guid: base.guid }
  return { kind: 'send', step: { kind: 'send', from, to: { name: to.name, guid: to.guid } }, hopsLeft: hops.length - 1 }
}

function refuseTakenName(source: SourceView, target: TargetView, wanted: Snapshot): void {
  const other = target.snapshots.find((snapshot) => snapshot.name === wanted.name && snapshot.guid !== wanted.guid)
  if (!other) return
  throw new ZerfauxError(
    'snapshot_name_taken',
    `${target.dataset} already has a snapshot ${other.name} with guid ${other.guid}, while that of ${source.dataset} has ${wanted.guid}`,
    { hint: 'Find out who made it on the target, then rename it there (zfs rename). Nothing was changed.' },
  )
}

/**
 * The point that an increment would build on.
 *
 * @throws ZerfauxError `precondition_failed` when the dataset is no replica, `replica_modified` when it
 *   was written to. A receive would refuse both too, but later and in fewer words.
 */
export function newestReceived(target: Pick<TargetView, 'dataset' | 'snapshots' | 'written' | 'mounted'>): Snapshot {
  const newest = target.snapshots.at(-1)
  if (!newest) {
    throw new ZerfauxError(
      'precondition_failed',
      `${target.dataset} exists on the target and holds no recovery point`,
      {
        hint: 'Choose another DR dataset, or remove the empty one. A replica is created by its first receive.',
      },
    )
  }
  if (target.written === 0) return newest
  const state = target.mounted ? 'is mounted and ' : ''
  throw new ZerfauxError(
    'replica_modified',
    `The replica ${target.dataset} ${state}was written to since its newest recovery point (${target.written} bytes)`,
    {
      hint: 'Keep what was written as a clone if it matters, then roll the replica back to its newest snapshot (zfs rollback) and unmount it. Nothing was changed.',
    },
  )
}

const DIVERGED_HINT = 'Reprotect in the other direction, or seed a new replica beside this one. Nothing was changed.'

function diverged(source: SourceView, target: TargetView): ZerfauxError {
  const common = newestCommon(source, target)
  const newest = target.snapshots.at(-1)
  const beyond = target.snapshots.filter(
    (snapshot) => !common || snapshot.createTxg > (byGuid(target, common.guid)?.createTxg ?? 0),
  )
  return new ZerfauxError(
    'diverged',
    `The newest recovery point of ${target.dataset}, ${newest?.name ?? 'none'}, is not on ${source.dataset}; ` +
      `newest in common: ${common?.name ?? 'none'}; only on the target: ${beyond.length}`,
    { hint: DIVERGED_HINT },
  )
}

function byGuid(target: TargetView, guid: Guid): Snapshot | undefined {
  return target.snapshots.find((snapshot) => snapshot.guid === guid)
}
