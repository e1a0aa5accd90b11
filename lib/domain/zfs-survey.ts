import type { DatasetName, Guid, HoldTag, SnapshotName } from './zfs-names.ts'

/**
 * What there is of ours on one dataset: marks, holds, bookmarks, a receive that broke off. Found by
 * looking at a whole pool, so that also what nobody remembers is seen. Sizes in bytes.
 */
export type SurveyedDataset = {
  readonly dataset: DatasetName
  readonly guid: Guid
  /** With its snapshots, without the datasets below it. */
  readonly used: number
  /** Full name of the snapshot that it is a clone of. */
  readonly origin: string | null
  /** Our own user properties set on this very dataset, none that it inherits. */
  readonly properties: Readonly<Record<string, string>>
  readonly partialReceive: PartialReceive | null
  /** Only those with holds of ours, and of those only ours. */
  readonly snapshots: readonly HeldSnapshot[]
  readonly bookmarks: readonly { readonly name: SnapshotName; readonly guid: Guid }[]
}

export type HeldSnapshot = {
  readonly name: SnapshotName
  readonly guid: Guid
  readonly used: number
  readonly holds: readonly HoldTag[]
}

export type PartialReceive = {
  readonly token: string
  /** `dataset@snapshot` at the sender; null when the token does not say. */
  readonly toName: string | null
  /** Room that what has arrived takes. */
  readonly used: number
}

/** Nothing of ours on it. */
export function isBare({ properties, partialReceive, snapshots, bookmarks }: SurveyedDataset): boolean {
  return Object.keys(properties).length === 0 && !partialReceive && snapshots.length === 0 && bookmarks.length === 0
}
