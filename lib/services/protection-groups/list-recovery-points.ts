import { z } from 'zod'
import { getGroup } from '../../db/protection-groups.ts'
import { listRecoveryPoints as query } from '../../db/recovery-points.ts'
import { consistencies } from '../../domain/group-enums.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Bytes, Id, iso, listQuery, pageOf, Timestamp } from '../fields.ts'

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
      ({ protectionGroupId, prunedAt: _p, createdAt: _c, takenAt, verifiedAt, currentUntil, ...row }) => ({
        ...row,
        groupId: protectionGroupId,
        takenAt: iso(takenAt),
        verifiedAt: iso(verifiedAt),
        currentUntil: iso(currentUntil),
      }),
    ),
  }
}
