import { z } from 'zod'
import { listGroups as query } from '../../db/protection-groups.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { listQuery, pageOf } from '../fields.ts'
import { GroupView, groupView } from './group-view.ts'

export const ListGroups = z.strictObject(listQuery)
export const GroupPage = pageOf(GroupView)

export async function listGroups(
  ctx: ServiceContext,
  input: z.input<typeof ListGroups>,
): Promise<z.infer<typeof GroupPage>> {
  requireRole(ctx, 'viewer')
  const { items, nextCursor } = await query(ctx.db, ListGroups.parse(input))
  return { items: items.map((row) => groupView(row, ctx.now)), nextCursor }
}
