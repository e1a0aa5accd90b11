import { z } from 'zod'
import { compressions, transports } from '../../domain/group-enums.ts'
import { MoRef } from '../../domain/inventory.ts'
import { RecoveryPointLabel } from '../../domain/recovery-point-label.ts'
import { Retention } from '../../domain/retention.ts'
import { BandwidthTimetable } from '../../domain/timetable.ts'
import { DatasetName, SnapshotName } from '../../domain/zfs-names.ts'

/** The VMs that hold still while the recovery point is taken, and how long each may take to do so. */
export const QuiesceParams = z.object({
  vcenterId: z.uuid(),
  timeoutSeconds: z.number().int().positive(),
  vms: z.array(z.object({ vmId: z.uuid(), moref: MoRef, name: z.string() })),
})
export type QuiesceParams = z.infer<typeof QuiesceParams>
export type QuiesceVm = QuiesceParams['vms'][number]

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
  /** Null where `consistency` is `crash`. The defaults are for jobs that were made before there was such a thing. */
  quiesce: QuiesceParams.nullable().default(null),
  /** An operator's word for the point; a labelled run always makes one of its own. */
  label: RecoveryPointLabel.nullable().default(null),
  /** While the target is away: how many points may wait on the source, and how far apart they are taken. */
  maxUnsentPoints: z.number().int().min(2).default(48),
  pointEverySeconds: z.number().int().positive().default(900),
  transport: z.enum(transports).default('direct'),
  compression: z.enum(compressions).default('blocks'),
  /** The group's own; the link's are read while it sends. */
  bandwidthLimit: z.number().int().positive().nullable().default(null),
  bandwidthTimetable: BandwidthTimetable.nullable().default(null),
})
export type ReplicateParams = z.infer<typeof ReplicateParams>
