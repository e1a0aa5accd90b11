import { z } from 'zod'
import { keptName } from '../../domain/kept-datasets.ts'
import { pictureOf, PlannedPicture } from '../../domain/repair-plan.ts'
import { repairWays, type RepairScene, type RepairWay } from '../../domain/repair-ways.ts'
import { DatasetName, Guid, SnapshotName } from '../../domain/zfs-names.ts'
import { ReplicateParams } from '../replicate/replicate-params.ts'
import { candidatePoint } from '../../domain/repair-ways.ts'

/** Kept with the job. Every name that a step makes is made here, so a repeated step finds what it had begun. */
export const RepairParams = z.object({
  way: z.enum(repairWays),
  /** The round that ends the repair: its own recovery point is crash-consistent, whatever the group asks for. */
  replicate: ReplicateParams,
  picture: PlannedPicture,
  /** Where the replica and the source part, or the adopted dataset and the source. */
  common: z.object({ name: SnapshotName, guid: Guid }).nullable(),
  /** What the replica is called afterwards, if another dataset takes its place. */
  aside: DatasetName.nullable(),
  seed: DatasetName.nullable(),
  /** The snapshot that keeps what was written to the replica. */
  modification: SnapshotName.nullable(),
  keptSince: z.iso.datetime(),
})
export type RepairParams = z.infer<typeof RepairParams>

export function repairParamsOf(scene: RepairScene, way: RepairWay, replicate: ReplicateParams, at: Date): RepairParams {
  const { jobId, target } = replicate
  const common = way === 'adopt' ? candidatePoint(scene) : scene.divergence.common
  const modified = way === 'keep_branch' && (scene.target?.written ?? 0) > 0
  return RepairParams.parse({
    way,
    replicate: { ...replicate, consistency: 'crash', quiesce: null },
    picture: pictureOf(scene),
    common: common && { name: common.onTarget, guid: common.guid },
    aside:
      scene.target && way !== 'discard_partial'
        ? keptName(target, way === 'keep_branch' ? 'diverged' : 'old', jobId)
        : null,
    seed: way === 'reseed' ? keptName(target, 'seed', jobId) : null,
    modification: modified ? `zfx-modified_${jobId.slice(0, 8)}` : null,
    keptSince: at.toISOString(),
  } satisfies Record<keyof RepairParams, unknown>)
}
