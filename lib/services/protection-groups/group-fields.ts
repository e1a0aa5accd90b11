import { z } from 'zod'
import { CronExpression } from '../../domain/cron.ts'
import { compressions, consistencies, transports } from '../../domain/group-enums.ts'
import { Retention } from '../../domain/retention.ts'
import { BandwidthTimetable, MaintenanceWindows, TimeZone } from '../../domain/timetable.ts'
import { DatasetName } from '../../domain/zfs-names.ts'
import { Id, Name } from '../fields.ts'

/** A filesystem below the pool's own: replicas are never received into a pool's root. */
const GroupDataset = DatasetName.refine(
  (name) => name.includes('/'),
  'Name a dataset below the pool, such as tank/zerfaux/web',
)

export const groupFields = {
  name: Name,
  sourceVcenterId: Id,
  drVcenterId: Id,
  sourceTargetId: Id,
  drTargetId: Id,
  protectionDatastore: Name,
  sourceDataset: GroupDataset,
  drDataset: GroupDataset,
  placeholderDatastore: Name.nullable(),
  rpoMinutes: z.number().int().min(1).max(525_600),
  /** Five fields of cron; null = Zerfaux decides from the RPO. */
  schedule: CronExpression.nullable(),
  scheduleTimeZone: TimeZone,
  priority: z.number().int().min(1).max(5),
  maintenance: MaintenanceWindows.nullable(),
  consistency: z.enum(consistencies),
  quiesceTimeoutSeconds: z.number().int().min(5).max(900),
  retention: Retention,
  transport: z.enum(transports),
  compression: z.enum(compressions),
  /** Bytes per second. */
  bandwidthLimit: z.number().int().min(1024).nullable(),
  bandwidthTimetable: BandwidthTimetable.nullable(),
  maxUnsentPoints: z.number().int().min(2).max(10_000),
}
