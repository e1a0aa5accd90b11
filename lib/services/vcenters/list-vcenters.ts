import { z } from 'zod'
import { listVcenters as query } from '../../db/vcenter-connections.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { listQuery, pageOf } from '../fields.ts'
import { VcenterView, vcenterView } from './vcenter-view.ts'

export const ListVcenters = z.strictObject(listQuery)
export const VcenterPage = pageOf(VcenterView)

export async function listVcenters(
  ctx: ServiceContext,
  input: z.input<typeof ListVcenters>,
): Promise<z.infer<typeof VcenterPage>> {
  requireRole(ctx, 'viewer')
  const { items, nextCursor } = await query(ctx.db, ListVcenters.parse(input))
  return { items: items.map(vcenterView), nextCursor }
}
