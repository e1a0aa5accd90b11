import { getVcenter as query } from '../../db/vcenter-connections.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { vcenterView, type VcenterView } from './vcenter-view.ts'

export async function getVcenter(ctx: ServiceContext, input: ById): Promise<VcenterView> {
  requireRole(ctx, 'viewer')
  return vcenterView(await query(ctx.db, ById.parse(input).id))
}
