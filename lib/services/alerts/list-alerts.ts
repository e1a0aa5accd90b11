import { z } from 'zod'
import { listAlerts as query } from '../../db/alerts.ts'
import { alertKinds } from '../../domain/alert.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Flag, Id, listQuery, pageOf } from '../fields.ts'
import { AlertView, alertView } from './alert-view.ts'

const { q: _, ...paged } = listQuery
export const ListAlerts = z.strictObject({
  ...paged,
  open: Flag.optional().meta({ description: 'true: what is not over; false: history' }),
  acknowledged: Flag.optional(),
  kind: z.enum(alertKinds).optional(),
  groupId: Id.optional(),
  targetId: Id.optional(),
})
export const AlertPage = pageOf(AlertView)

/** Newest first. */
export async function listAlerts(
  ctx: ServiceContext,
  input: z.input<typeof ListAlerts>,
): Promise<z.infer<typeof AlertPage>> {
  requireRole(ctx, 'viewer')
  const { items, nextCursor } = await query(ctx.db, ListAlerts.parse(input))
  return { items: items.map(alertView), nextCursor }
}
