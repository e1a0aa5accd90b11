import { z } from 'zod'
import { getGroup } from '../../db/protection-groups.ts'
import { listRecoveryPoints as query } from '../../db/recovery-points.ts'
import { consistencies } from '../../domain/group-enums.ts'
import { VmConsistency } from '../../domain/vm-consistency.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Bytes, Id, iso, isoOrNull, listQuery, pageOf, Timestamp } from '../fields.ts'

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

const { q: _, ...paged } = listQuery
export const ListRecoveryPoints = z.strictObject({ ...paged, id: Id })
export const RecoveryPointPage = pageOf(RecoveryPointView)

/** Newest first; those that were pruned are left out. */
export async function listRecoveryPoints(
  ctx: ServiceContext,
  input: z.input<typeof ListRecoveryPoints>,
): Promise<z.infer<typeof RecoveryPointPage>> {
  requireRole(ctx, 'viewer')
  const { id, ...request } = ListRecoveryPoints.parse(input)
  await getGroup(ctx.db, id)
  const { items, nextCursor } = await query(ctx.db, { ...request, groupId: id })
  return {
    nextCursor,
    items: items.map(
      ({
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
      }) => ({
        ...row,
        groupId: protectionGroupId,
        takenAt: iso(takenAt),
        verifiedAt: iso(verifiedAt),
        currentUntil: iso(currentUntil),
        pinnedAt: isoOrNull(pinnedAt),
      }),
    ),
  }
}
