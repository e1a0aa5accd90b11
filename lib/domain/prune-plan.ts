import { planRetention, type KeepReason, type KeepRule, type RetentionContext } from './retention-plan.ts'
import type { SideRetention } from './retention.ts'
import type { Guid, SnapshotName } from './zfs-names.ts'
import type { DatasetState, ZfsChange } from './zfs-state.ts'

export type PrunePlan = {
  /** One for each point that goes, oldest first. */
  readonly changes: readonly Extract<ZfsChange, { do: 'destroy_snapshot' }>[]
  readonly guids: readonly Guid[]
  /** Beyond retention, but somebody else's hold or a clone is in the way. */
  readonly kept: readonly { readonly name: SnapshotName; readonly because: string }[]
}

/** What `planRetention` says may go, as changes to the appliance: each releases our own hold and destroys its snapshot. */
export function planPrune(state: DatasetState, retention: SideRetention, context: RetentionContext): PrunePlan {
  const { survivors, pruned } = planRetention(state, retention, context)
  return {
    changes: pruned.map((snapshot) => {
      const own = context.ownHold?.(snapshot.guid)
      return {
        do: 'destroy_snapshot',
        dataset: state.dataset,
        snapshot: snapshot.name,
        guid: snapshot.guid,
        ...(own !== undefined && snapshot.holds.includes(own) && { releasing: own }),
      }
    }),
    guids: pruned.map(({ guid }) => guid),
    kept: survivors
      .filter(({ reasons }) => reasons.every(isInTheWay))
      .map(({ snapshot, reasons }) => ({
        name: snapshot.name,
        because: reasons.map(({ text }) => text).join(', '),
      })),
  }
}

const inTheWay: readonly KeepRule[] = ['held', 'cloned']

function isInTheWay({ rule }: KeepReason): boolean {
  return inTheWay.includes(rule)
}
