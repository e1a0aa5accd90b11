import { getGroup as query } from '../../db/protection-groups.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { groupView, type GroupView } from './group-view.ts'

export async function getGroup(ctx: ServiceContext, input: ById): Promise<GroupView> {
  requireRole(ctx, 'viewer')
  return groupView(await query(ctx.db, ById.parse(input).id), ctx.now)
}
