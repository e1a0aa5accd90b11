import type { DatasetName } from '../../domain/zfs-names.ts'
import type { ZfsChange } from '../../domain/zfs-state.ts'

/** A change as the operator would call it: continues "Could not …". */
export function describeChange(change: ZfsChange): string {
  switch (change.do) {
    case 'snapshot':
      return `snapshot ${change.datasets.join(', ')} as @${change.name}`
    case 'hold':
      return `hold ${change.dataset}@${change.snapshot}`
    case 'release':
      return `release the hold ${change.tag} of ${change.dataset}@${change.snapshot}`
    case 'bookmark':
      return `bookmark ${change.dataset}@${change.snapshot} as #${change.name}`
    case 'destroy_bookmark':
      return `remove the bookmark ${change.dataset}#${change.name}`
    case 'destroy_snapshot':
      return `destroy ${change.dataset}@${change.snapshot}`
    case 'abort_receive':
      return `discard the partial receive of ${change.dataset}`
    case 'create_parents':
      return `create the parents of ${change.dataset}`
    case 'set_properties':
      return `set ${Object.keys(change.properties).join(', ')} on ${change.dataset}`
    case 'rename_dataset':
      return `rename ${change.dataset} to ${change.to}`
    case 'clone':
      return `clone ${change.origin.dataset}@${change.origin.snapshot} as ${change.dataset}`
    case 'promote':
      return `promote ${change.dataset}`
    case 'clear_properties':
      return `clear ${change.names.join(', ')} on ${change.dataset}`
  }
}

export function refusedDataset(change: ZfsChange): DatasetName {
  if (change.do !== 'snapshot') return change.dataset
  const [first] = change.datasets
  // A snapshot of nothing is refused by no appliance, so this is never seen.
  if (first === undefined) throw new TypeError('A snapshot of no dataset')
  return first
}
