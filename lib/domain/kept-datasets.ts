import { DatasetName } from './zfs-names.ts'

/** `diverged`: a branch that a repair kept. `old`: a replica that another took the place of. `seed`: one that was seeded beside and not put in place. */
export const keptKinds = ['diverged', 'old', 'seed'] as const
export type KeptKind = (typeof keptKinds)[number]

/** Stands beside the replica, where it needs no parent of its own. @throws where the name would be too long for ZFS */
export function keptName(dataset: DatasetName, kind: KeptKind, jobId: string): DatasetName {
  return DatasetName.parse(`${dataset}.${kind}_${jobId.slice(0, 8)}`)
}

/** Null of a dataset that no repair of this replica has made. */
export function keptKind(replica: DatasetName, dataset: DatasetName): KeptKind | null {
  if (!dataset.startsWith(`${replica}.`)) return null
  const found = /^\.([a-z]+)_[0-9a-f]{8}$/.exec(dataset.slice(replica.length))?.[1]
  return keptKinds.find((kind) => kind === found) ?? null
}
