import { getVm as query } from '../../db/vms.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { vmView, type VmView } from './vm-view.ts'

export async function getVm(ctx: ServiceContext, input: ById): Promise<VmView> {
  requireRole(ctx, 'viewer')
  return vmView(await query(ctx.db, ById.parse(input).id))
}
