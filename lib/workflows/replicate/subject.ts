import { newestCommon } from '../../domain/send-plan.ts'
import type { DatasetState, Snapshot } from '../../domain/zfs-state.ts'
import type { ReplicateParams } from './replicate-params.ts'

/** The point this job is about: its own snapshot, or the one it confirmed as still current. */
export function subjectOf(params: ReplicateParams, source: DatasetState, target: DatasetState | null): Snapshot | null {
  return source.snapshots.find((snapshot) => snapshot.name === params.snapshot) ?? newestCommon(source, target)
}

/** An earlier attempt got as far as the ZFS snapshot. */
export function isTaken(params: ReplicateParams, source: DatasetState): boolean {
  return source.snapshots.some((snapshot) => snapshot.name === params.snapshot)
}
