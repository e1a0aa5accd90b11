import { z } from 'zod'
import { getGroup } from '../../db/protection-groups.ts'
import { listRecoveryPoints as query } from '../../db/recovery-points.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Id, listQuery, pageOf } from '../fields.ts'
import { RecoveryPointView, recoveryPointView } from '../recovery-points/recovery-point-view.ts'

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
  return { nextCursor, items: items.map(recoveryPointView) }
}
