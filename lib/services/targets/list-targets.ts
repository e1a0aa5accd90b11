import { z } from 'zod'
import { listTargets as query } from '../../db/replication-targets.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { listQuery, pageOf } from '../fields.ts'
import { TargetView, targetView } from './target-view.ts'

export const ListTargets = z.strictObject(listQuery)
export const TargetPage = pageOf(TargetView)

export async function listTargets(
  ctx: ServiceContext,
  input: z.input<typeof ListTargets>,
): Promise<z.infer<typeof TargetPage>> {
  requireRole(ctx, 'viewer')
  const { items, nextCursor } = await query(ctx.db, ListTargets.parse(input))
  return { items: items.map(targetView), nextCursor }
}
