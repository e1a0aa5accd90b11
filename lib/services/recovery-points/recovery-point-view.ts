import { z } from 'zod'
import type { RecoveryPointRow } from '../../db/recovery-points.ts'
import { consistencies } from '../../domain/group-enums.ts'
import { VmConsistency } from '../../domain/vm-consistency.ts'
import { Bytes, Id, iso, isoOrNull, Timestamp } from '../fields.ts'

export const RecoveryPointView = z.object({
  id: Id,
  groupId: Id,
  targetId: Id,
  dataset: z.string(),
  snapshotName: z.string(),
  guid: z.string(),
  sequence: z.number().int(),
  consistency: z.enum(consistencies),
  takenAt: Timestamp,
  verifiedAt: Timestamp,
  currentUntil: Timestamp.meta({ description: 'Until then the source held exactly this content' }),
  bytes: Bytes.nullable().meta({ description: 'Bytes sent for it; null when not known' }),
  referencedBytes: Bytes.nullable(),
  writtenBytes: Bytes.nullable().meta({ description: 'What the source wrote since the point before' }),
  vmConsistency: z.array(VmConsistency).nullable(),
  label: z.string().nullable().meta({ description: 'An operator’s own word for it' }),
  pinnedAt: Timestamp.nullable().meta({ description: 'Legal hold: kept whatever retention says' }),
  pinnedBy: z.string().nullable(),
  pinReason: z.string().nullable(),
})
export type RecoveryPointView = z.infer<typeof RecoveryPointView>

export function recoveryPointView({
  protectionGroupId,
  prunedAt: _p,
  createdAt: _c,
  logicalBytes: _l,
  streamBytes: _s,
  takenAt,
  verifiedAt,
  currentUntil,
  pinnedAt,
  ...row
}: RecoveryPointRow): RecoveryPointView {
  return {
    ...row,
    groupId: protectionGroupId,
    takenAt: iso(takenAt),
    verifiedAt: iso(verifiedAt),
    currentUntil: iso(currentUntil),
    pinnedAt: isoOrNull(pinnedAt),
  }
}
