import type { VmSnapshot } from '../../../domain/vm-snapshot.ts'
import { displayName } from '../inventory/display-name.ts'
import { toMoRef } from '../inventory/to-moref.ts'
import type { Read } from '../schema/wire-types.ts'

/** A VM's tree of snapshots as a list; parents come before their children. */
export function snapshotsIn(trees: readonly Read<'VirtualMachineSnapshotTree'>[] = []): VmSnapshot[] {
  return trees.flatMap(({ snapshot, name, createTime, childSnapshotList }) => [
    ...(snapshot
      ? [{ snapshot: toMoRef(snapshot.value), name: displayName(name ?? ''), createdAt: instantOf(createTime) }]
      : []),
    ...snapshotsIn(childSnapshotList),
  ])
}

function instantOf(text: string | undefined): Date | null {
  const at = new Date(text ?? '')
  return Number.isNaN(at.getTime()) ? null : at
}
