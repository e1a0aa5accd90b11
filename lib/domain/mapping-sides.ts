import type { Direction } from './group-enums.ts'
import type { ShellPlacement } from './shell-placement.ts'

export type GroupSides = { readonly sourceVcenterId: string; readonly drVcenterId: string }

/** From which vCenter to which. */
export function sidesOf(
  { sourceVcenterId, drVcenterId }: GroupSides,
  direction: Direction,
): { readonly from: string; readonly to: string } {
  return direction === 'forward'
    ? { from: sourceVcenterId, to: drVcenterId }
    : { from: drVcenterId, to: sourceVcenterId }
}

/** The group's own setting stands where no mapping says otherwise; it is about the recovery site. */
export function withGroupDatastore(
  { placeholderDatastore }: { readonly placeholderDatastore: string | null },
  direction: Direction,
  placement: ShellPlacement | null,
): ShellPlacement {
  const own = direction === 'forward' && placeholderDatastore !== null ? { placeholderDatastore } : {}
  return { ...own, ...placement }
}
