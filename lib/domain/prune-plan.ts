import { isOurs, type Guid, type HoldTag } from './zfs-names.ts'
import type { DatasetState, ZfsChange } from './zfs-state.ts'

export type PrunePlan = {
  readonly changes: readonly ZfsChange[]
  readonly guids: readonly Guid[]
  /** Beyond retention, but something is in the way. */
  readonly kept: readonly { readonly name: string; readonly because: 'held' | 'cloned' | 'common' }[]
}

/**
 * Which recovery points of one side are beyond `keepLast` and may go. Never: what is not ours, the
 * newest one in common, what somebody else holds, what has clones. Order is that of the side's own
 * createtxg (failure-modes row 20).
 *
 * @param own the hold of ours that is released together with the point, if this side has such holds
 */
export function planPrune(
  state: DatasetState,
  keepLast: number,
  newestCommonGuid: Guid,
  own: ((guid: Guid) => HoldTag) | null,
): PrunePlan {
  const ours = state.snapshots.filter((snapshot) => isOurs(snapshot.name))
  const beyond = ours.slice(0, Math.max(0, ours.length - keepLast))
  const changes: ZfsChange[] = []
  const guids: Guid[] = []
  const kept: { name: string; because: 'held' | 'cloned' | 'common' }[] = []
  for (const snapshot of beyond) {
    const tag = own?.(snapshot.guid)
    const because =
      snapshot.guid === newestCommonGuid
        ? 'common'
        : snapshot.clones.length > 0
          ? 'cloned'
          : snapshot.holds.some((hold) => hold !== tag)
            ? 'held'
            : null
    if (because) {
      kept.push({ name: snapshot.name, because })
      continue
    }
    const at = { dataset: state.dataset, snapshot: snapshot.name }
    if (tag && snapshot.holds.includes(tag)) changes.push({ do: 'release', ...at, tag })
    changes.push({ do: 'destroy_snapshot', ...at, guid: snapshot.guid })
    guids.push(snapshot.guid)
  }
  return { changes, guids, kept }
}
