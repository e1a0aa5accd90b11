import { getTarget as query } from '../../db/replication-targets.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { targetView, type TargetView } from './target-view.ts'

export async function getTarget(ctx: ServiceContext, input: ById): Promise<TargetView> {
  requireRole(ctx, 'viewer')
  return targetView(await query(ctx.db, ById.parse(input).id))
}
