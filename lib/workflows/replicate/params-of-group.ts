import type { GroupRow } from '../../db/protection-groups.ts'
import { DatasetName, recoveryPointName } from '../../domain/zfs-names.ts'
import { ReplicateParams } from './replicate-params.ts'

/** Everything that a run of the group names, fixed when the run is made. `at` becomes the recovery point's name. */
export function replicateParamsOf(
  group: GroupRow,
  { jobId, sequence, at }: { readonly jobId: string; readonly sequence: number; readonly at: Date },
): ReplicateParams {
  return ReplicateParams.parse({
    jobId,
    groupId: group.id,
    sourceId: group.sourceTargetId,
    targetId: group.drTargetId,
    source: DatasetName.parse(group.sourceDataset),
    target: DatasetName.parse(group.drDataset),
    sequence,
    snapshot: recoveryPointName(at, sequence),
    consistency: group.consistency,
    epoch: group.epoch,
    retention: group.retention,
  })
}
