import { cursorPrefix, isOurs, SnapshotName } from './zfs-names.ts'
import type { Bookmark, DatasetState, Snapshot, ZfsChange } from './zfs-state.ts'

/** The newest point that is known to be verified on the target, while the target cannot be asked. */
export function cursorOf(source: Pick<DatasetState, 'bookmarks'>, targetId: string): Bookmark | null {
  const prefix = cursorPrefix(targetId)
  return (
    source.bookmarks.findLast(({ name }) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length))) ?? null
  )
}

/** Recovery points of ours that wait on the source to be sent, oldest first. */
export function unsentPoints(
  source: Pick<DatasetState, 'snapshots' | 'bookmarks'>,
  targetId: string,
): readonly Snapshot[] {
  const sentUpTo = cursorOf(source, targetId)?.createTxg ?? 0
  return source.snapshots.filter(({ name, createTxg }) => isOurs(name) && createTxg > sentUpTo)
}

export type CapPlan = { readonly changes: readonly ZfsChange[]; readonly dropped: readonly SnapshotName[] }

/**
 * Thins out what waits on the source past the cap (failure-modes row 11), so that what stays is spread
 * over the time of the outage: again and again the one goes whose neighbours are nearest to each other.
 * Never: the newest, the cursor's, what anybody holds or has cloned, what is not ours.
 *
 * A point that an earlier attempt may have sent, without a mark having told of it, could be the only
 * thing in common with the target. It leaves a bookmark, from which an increment can still start; the
 * next moved cursor takes it away.
 *
 * @param neverSent points that were taken while nothing was sent
 */
export function planUnsentCap(
  source: DatasetState,
  {
    targetId,
    cap,
    neverSent,
  }: { readonly targetId: string; readonly cap: number; readonly neverSent: ReadonlySet<string> },
): CapPlan {
  const waiting = [...unsentPoints(source, targetId)]
  const sentUpTo = cursorOf(source, targetId)?.createTxg ?? 0
  const dropped: Snapshot[] = []
  while (waiting.length > cap) {
    const index = leastMissed(waiting, sentUpTo)
    if (index === null) break
    dropped.push(...waiting.splice(index, 1))
  }
  return {
    changes: dropped
      .toSorted((a, b) => a.createTxg - b.createTxg)
      .flatMap((snapshot) => drop(source, snapshot, targetId, neverSent)),
    dropped: dropped.map(({ name }) => name),
  }
}

function leastMissed(waiting: readonly Snapshot[], sentUpTo: number): number | null {
  let best: { index: number; gap: number } | null = null
  for (const [index, { holds, clones }] of waiting.slice(0, -1).entries()) {
    if (holds.length > 0 || clones.length > 0) continue
    const gap = (waiting[index + 1]?.createTxg ?? 0) - (waiting[index - 1]?.createTxg ?? sentUpTo)
    if (best === null || gap < best.gap) best = { index, gap }
  }
  return best?.index ?? null
}

function drop(
  { dataset, bookmarks }: DatasetState,
  { name, guid }: Snapshot,
  targetId: string,
  neverSent: ReadonlySet<string>,
): ZfsChange[] {
  const certain = neverSent.has(name) || bookmarks.some((bookmark) => bookmark.guid === guid)
  const mark = SnapshotName.parse(`${cursorPrefix(targetId)}u${name.split('_').at(-1)}`)
  return [
    ...(certain ? [] : [{ do: 'bookmark' as const, dataset, snapshot: name, name: mark }]),
    { do: 'destroy_snapshot', dataset, snapshot: name, guid },
  ]
}
