import { z } from 'zod'
import type { LinkListRow } from '../../db/replication-links.ts'
import { BandwidthTimetable } from '../../domain/timetable.ts'
import { Id, isoOrNull, Timestamp } from '../fields.ts'

/** Limits of the way from one appliance to another, for all its transfers together. */
export const LinkView = z.object({
  sourceTargetId: Id,
  sourceName: z.string(),
  drTargetId: Id,
  drName: z.string(),
  groupCount: z.number().int(),
  maxTransfers: z.number().int().meta({ description: 'Transfers at a time' }),
  bandwidthLimit: z.number().int().nullable().meta({ description: 'Bytes per second for all transfers together' }),
  bandwidthTimetable: BandwidthTimetable.nullable(),
  updatedAt: Timestamp.nullable().meta({ description: 'Null: these are the defaults' }),
})
export type LinkView = z.infer<typeof LinkView>

export function linkView({ updatedAt, ...row }: LinkListRow): LinkView {
  return { ...row, updatedAt: isoOrNull(updatedAt) }
}
