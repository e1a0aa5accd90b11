import { getProtectedVm as query } from '../../db/protected-vms.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { protectedVmView, type ProtectedVmView } from './protected-vm-view.ts'

export async function getProtectedVm(ctx: ServiceContext, input: ById): Promise<ProtectedVmView> {
  requireRole(ctx, 'viewer')
  return protectedVmView(await query(ctx.db, ById.parse(input).id))
}
