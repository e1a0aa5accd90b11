import type { Db } from '../../db/client.ts'
import type { GroupRow } from '../../db/protection-groups.ts'
import { listVmsOfGroup } from '../../db/protected-vms.ts'
import { MAX_RETRY_SECONDS } from '../../domain/retry.ts'
import { DatasetName, recoveryPointName } from '../../domain/zfs-names.ts'
import { ReplicateParams } from './replicate-params.ts'

export type RunOfGroup = {
  readonly jobId: string
  readonly sequence: number
  /** Becomes the recovery point's name. */
  readonly at: Date
  readonly label?: string | undefined
}

/** Everything that a run of the group names, its VMs too, fixed when the run is made. */
export async function replicateParamsOf(
  db: Db,
  group: GroupRow,
  { jobId, sequence, at, label }: RunOfGroup,
): Promise<ReplicateParams> {
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
    quiesce: group.consistency === 'application' ? await quiesceOf(db, group) : null,
    label: label ?? null,
    maxUnsentPoints: group.maxUnsentPoints,
    pointEverySeconds: pointEverySeconds(group.rpoMinutes),
    transport: group.transport,
    compression: group.compression,
    bandwidthLimit: group.bandwidthLimit,
    bandwidthTimetable: group.bandwidthTimetable,
  } satisfies Record<keyof ReplicateParams, unknown>)
}

/** As far apart as the objective, less what a retry may be late. */
function pointEverySeconds(rpoMinutes: number): number {
  const objective = rpoMinutes * 60
  return Math.max(objective / 2, objective - MAX_RETRY_SECONDS)
}

async function quiesceOf(db: Db, group: GroupRow): Promise<unknown> {
  const vms = await listVmsOfGroup(db, group.id)
  return {
    vcenterId: group.sourceVcenterId,
    timeoutSeconds: group.quiesceTimeoutSeconds,
    vms: vms.map(({ id, moref, name }) => ({ vmId: id, moref, name })),
  }
}
