import { z } from 'zod'
import type { GroupListRow } from '../../db/protection-groups.ts'
import { groupCan } from '../../domain/group-can.ts'
import { compressions, consistencies, directions, groupStates, transports } from '../../domain/group-enums.ts'
import { Retention } from '../../domain/retention.ts'
import { BandwidthTimetable, MaintenanceWindows } from '../../domain/timetable.ts'
import { judgeRpo, rpoStatuses } from '../../domain/rpo.ts'
import { Bytes, Id, iso, isoOrNull, Timestamp } from '../fields.ts'
import { Permission } from '../jobs/job-can.ts'

export const GroupView = z.object({
  id: Id,
  name: z.string(),
  sourceVcenterId: Id,
  drVcenterId: Id,
  sourceTargetId: Id,
  drTargetId: Id,
  sourceDataset: z.string(),
  drDataset: z.string(),
  protectionDatastore: z.string(),
  placeholderDatastore: z.string().nullable(),
  rpoMinutes: z.number().int(),
  schedule: z.string().nullable(),
  scheduleTimeZone: z.string(),
  priority: z.number().int(),
  maintenance: MaintenanceWindows.nullable(),
  nextDueAt: Timestamp.nullable(),
  consistency: z.enum(consistencies),
  quiesceTimeoutSeconds: z.number().int(),
  retention: Retention,
  transport: z.enum(transports),
  compression: z.enum(compressions),
  bandwidthLimit: Bytes.nullable(),
  bandwidthTimetable: BandwidthTimetable.nullable(),
  maxUnsentPoints: z.number().int(),
  state: z.enum(groupStates),
  direction: z.enum(directions),
  epoch: z.number().int(),
  rpo: z.object({
    status: z.enum(rpoStatuses),
    ageSeconds: z.number().int().nullable(),
    objectiveSeconds: z.number().int(),
    currentUntil: Timestamp.nullable(),
  }),
  protectedVmCount: z.number().int(),
  recoveryPointCount: z.number().int(),
  activeJobId: Id.nullable(),
  can: z.object({
    runNow: Permission,
    pause: Permission,
    resume: Permission,
    edit: Permission,
    repair: Permission,
    delete: Permission,
  }),
  pausedAt: Timestamp.nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type GroupView = z.infer<typeof GroupView>

export function groupView(
  { nextSequence: _, currentUntil, nextDueAt, pausedAt, createdAt, updatedAt, ...row }: GroupListRow,
  now: Date,
): GroupView {
  const facts = { state: row.state, activeJobId: row.activeJobId, recoveryPoints: row.recoveryPointCount }
  const rpo = judgeRpo({ currentUntil, rpoMinutes: row.rpoMinutes, paused: pausedAt !== null, now })
  return {
    ...row,
    retention: Retention.parse(row.retention),
    rpo: { ...rpo, currentUntil: isoOrNull(currentUntil) },
    can: {
      runNow: groupCan.runNow(facts),
      pause: groupCan.pause(facts),
      resume: groupCan.resume(facts),
      edit: groupCan.edit(facts),
      repair: groupCan.repair(facts),
      delete: groupCan.delete(facts),
    },
    nextDueAt: isoOrNull(nextDueAt),
    pausedAt: isoOrNull(pausedAt),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  }
}
