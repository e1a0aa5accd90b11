import { z } from 'zod'
import { Retention } from '../../domain/retention.ts'
import { DatasetName, SnapshotName } from '../../domain/zfs-names.ts'

/** Kept with the job, so parsed again when a worker reads it back. Names and ids are made with the job, never inside a step. */
export const ReplicateParams = z.object({
  jobId: z.uuid(),
  groupId: z.uuid(),
  sourceId: z.uuid(),
  targetId: z.uuid(),
  source: DatasetName,
  target: DatasetName,
  sequence: z.number().int().positive(),
  snapshot: SnapshotName,
  consistency: z.enum(['crash', 'application']),
  epoch: z.number().int().positive(),
  retention: Retention,
})
export type ReplicateParams = z.infer<typeof ReplicateParams>
