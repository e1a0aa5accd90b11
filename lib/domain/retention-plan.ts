import { gridPeriods, periodOf, type GridPeriod } from './recovery-point-periods.ts'
import type { SideRetention } from './retention.ts'
import { isOurs, isPinHold, recoveryPointTime, type Guid, type HoldTag } from './zfs-names.ts'
import type { DatasetState, Snapshot } from './zfs-state.ts'

export const keepRules = ['last', ...gridPeriods, 'newest_common', 'pinned', 'held', 'cloned', 'not_ours'] as const
export type KeepRule = (typeof keepRules)[number]

/** Why a recovery point stays, for a program and for a person: `last 3 of 48`, `weekly 2026-W48`. */
export type KeepReason = { readonly rule: KeepRule; readonly text: string }

export type Survivor = { readonly snapshot: Snapshot; readonly reasons: readonly KeepReason[] }

/** Both oldest first. */
export type RetentionPlan = { readonly survivors: readonly Survivor[]; readonly pruned: readonly Snapshot[] }

export type RetentionContext = {
  /** What increments build on. Null where the sides share nothing. */
  readonly newestCommonGuid: Guid | null
  /** The hold of ours that goes with a point when it is pruned; null on a side that has none. */
  readonly ownHold: ((guid: Guid) => HoldTag) | null
  /** Points under legal hold, with the reason; also those whose hold somebody took away. */
  readonly pins: ReadonlyMap<Guid, string | null>
}

/**
 * Which recovery points of one side survive, each with every reason why, and which would be pruned.
 *
 * The order is that of the side's own createtxg, never of a clock (failure-modes row 20); a period
 * is that of the time in our own name. A period's newest point stands for it. While the period lasts
 * that changes; once it is over it does not any more, so what was kept for it is kept until the period
 * itself is the N+1st. Hence pruning after each run leaves what pruning once at the end would.
 */
export function planRetention(
  state: Pick<DatasetState, 'snapshots'>,
  retention: SideRetention,
  context: RetentionContext,
): RetentionPlan {
  const snapshots = state.snapshots.toSorted((a, b) => a.createTxg - b.createTxg)
  const newestFirst = snapshots.filter((snapshot) => isOurs(snapshot.name)).toReversed()
  const chosen = new Map<Guid, KeepReason[]>()
  const keep = (snapshot: Snapshot, rule: KeepRule, text: string) =>
    chosen.set(snapshot.guid, [...(chosen.get(snapshot.guid) ?? []), { rule, text }])

  for (const [index, snapshot] of newestFirst.slice(0, retention.keepLast).entries())
    keep(snapshot, 'last', `last ${index + 1} of ${retention.keepLast}`)
  for (const period of gridPeriods)
    for (const [name, snapshot] of newestOfPeriods(newestFirst, period, retention[period]))
      keep(snapshot, period, `${period} ${name}`)

  const survivors: Survivor[] = []
  const pruned: Snapshot[] = []
  for (const snapshot of snapshots) {
    const reasons = [...(chosen.get(snapshot.guid) ?? []), ...obstacles(snapshot, context)]
    if (reasons.length > 0) survivors.push({ snapshot, reasons })
    else pruned.push(snapshot)
  }
  return { survivors, pruned }
}

/** The newest point of each of the last `count` periods that have one. */
function newestOfPeriods(newestFirst: readonly Snapshot[], period: GridPeriod, count: number): Map<string, Snapshot> {
  const found = new Map<string, Snapshot>()
  for (const snapshot of newestFirst) {
    if (found.size === count) break
    const name = periodOf(period, recoveryPointTime(snapshot.name))
    if (!found.has(name)) found.set(name, snapshot)
  }
  return found
}

/** What keeps a point whatever the numbers say. */
function obstacles(snapshot: Snapshot, { newestCommonGuid, ownHold, pins }: RetentionContext): KeepReason[] {
  if (!isOurs(snapshot.name)) return [{ rule: 'not_ours', text: 'not ours' }]
  const reasons: KeepReason[] = []
  if (snapshot.guid === newestCommonGuid) reasons.push({ rule: 'newest_common', text: 'newest common' })
  if (pins.has(snapshot.guid) || snapshot.holds.some(isPinHold)) {
    const why = pins.get(snapshot.guid)
    reasons.push({ rule: 'pinned', text: why ? `pinned: ${why}` : 'pinned' })
  }
  const own: string | undefined = ownHold?.(snapshot.guid)
  for (const tag of snapshot.holds)
    if (tag !== own && !isPinHold(tag)) reasons.push({ rule: 'held', text: `held by ${tag}` })
  for (const clone of snapshot.clones) reasons.push({ rule: 'cloned', text: `cloned by ${clone}` })
  return reasons
}
