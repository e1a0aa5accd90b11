import { z } from 'zod'
import { listAuditEvents as query } from '../../db/audit-events.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Id, iso, listQuery, pageOf, Timestamp } from '../fields.ts'

export const AuditEventView = z.object({
  id: Id,
  at: Timestamp,
  actor: z.string(),
  action: z.string(),
  objectType: z.string(),
  objectId: z.string().nullable(),
  objectName: z.string().nullable(),
  outcome: z.enum(['done', 'refused']),
  address: z.string().nullable(),
  details: z.record(z.string(), z.unknown()).nullable(),
})

const { q: _, ...paged } = listQuery
export const ListAuditEvents = z.strictObject({
  ...paged,
  objectId: Id.optional(),
  action: z.string().max(50).optional(),
})
export const AuditEventPage = pageOf(AuditEventView)

export async function listAuditEvents(
  ctx: ServiceContext,
  input: z.input<typeof ListAuditEvents>,
): Promise<z.infer<typeof AuditEventPage>> {
  requireRole(ctx, 'admin')
  const { items, nextCursor } = await query(ctx.db, ListAuditEvents.parse(input))
  return { items: items.map(({ at, ...row }) => ({ ...row, at: iso(at) })), nextCursor }
}
