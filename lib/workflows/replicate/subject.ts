import { newestCommon } from '../../domain/send-plan.ts'
import { isOurs } from '../../domain/zfs-names.ts'
import type { DatasetState, Snapshot } from '../../domain/zfs-state.ts'
import type { ReplicateParams } from './replicate-params.ts'

/** The point this job is to bring over: its own snapshot, a later one that it took while it could not send, or the one it confirmed as still current. */
export function subjectOf(params: ReplicateParams, source: DatasetState, target: DatasetState | null): Snapshot | null {
  return ownPoints(params, source).at(-1) ?? newestCommon(source, target)
}

/** As `subjectOf`, of what has arrived. Points that were taken since the last send go with the next run. */
export function arrivedSubjectOf(
  params: ReplicateParams,
  source: DatasetState,
  target: DatasetState | null,
): Snapshot | null {
  const own = ownPoints(params, source)
  if (own.length === 0) return newestCommon(source, target)
  const held = new Set(target?.snapshots.map(({ guid }) => guid))
  return own.findLast(({ guid }) => held.has(guid)) ?? null
}

/** An earlier attempt got as far as the ZFS snapshot. */
export function isTaken(params: ReplicateParams, source: DatasetState): boolean {
  return source.snapshots.some((snapshot) => snapshot.name === params.snapshot)
}

export function isOwn(params: ReplicateParams, name: string): boolean {
  return isOurs(name) && Number(name.split('_').at(-1)) >= params.sequence
}

function ownPoints(params: ReplicateParams, { snapshots }: DatasetState): readonly Snapshot[] {
  return snapshots.filter(({ name }) => isOwn(params, name))
}
