import { z } from 'zod'
import { getVcenter } from '../../db/vcenter-connections.ts'
import { countVms, listVmFacets, listVms as query } from '../../db/vms.ts'
import { PowerState } from '../../domain/inventory.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Flag, Id, listQuery, pageOf } from '../fields.ts'
import { VmView, vmView } from './vm-view.ts'

export const VmQuery = z.strictObject({
  ...listQuery,
  powerState: PowerState.optional(),
  cluster: z.string().max(200).optional(),
  datastore: z.string().max(200).optional(),
  protected: Flag.optional(),
})
export const ListVms = VmQuery.extend({ id: Id })
export const VmPage = pageOf(VmView)

/** Of one vCenter, as of its last sync. */
export async function listVms(ctx: ServiceContext, input: z.input<typeof ListVms>): Promise<z.infer<typeof VmPage>> {
  requireRole(ctx, 'viewer')
  const { id, ...request } = ListVms.parse(input)
  await getVcenter(ctx.db, id)
  const { items, nextCursor } = await query(ctx.db, { ...request, vcenterId: id })
  return { items: items.map(vmView), nextCursor }
}

export const ListAllVms = VmQuery.extend({ vcenterId: Id.optional() })

/** Of all vCenters, with their number and what can be filtered by. For the inventory page. */
export async function listAllVms(
  ctx: ServiceContext,
  input: z.input<typeof ListAllVms>,
): Promise<z.infer<typeof VmPage> & { total: number; clusters: string[]; datastores: string[] }> {
  requireRole(ctx, 'viewer')
  const request = ListAllVms.parse(input)
  const [{ items, nextCursor }, total, facets] = await Promise.all([
    query(ctx.db, request),
    countVms(ctx.db, request),
    listVmFacets(ctx.db, request.vcenterId),
  ])
  return { items: items.map(vmView), nextCursor, total, ...facets }
}
