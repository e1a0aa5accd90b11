import { z } from 'zod'
import { listProtectedVms as query } from '../../db/protected-vms.ts'
import { getGroup } from '../../db/protection-groups.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Id, listQuery, pageOf } from '../fields.ts'
import { ProtectedVmView, protectedVmView } from './protected-vm-view.ts'

export const ListProtectedVms = z.strictObject({ ...listQuery, id: Id })
export const ProtectedVmPage = pageOf(ProtectedVmView)

/** @param input.id the group */
export async function listProtectedVms(
  ctx: ServiceContext,
  input: z.input<typeof ListProtectedVms>,
): Promise<z.infer<typeof ProtectedVmPage>> {
  requireRole(ctx, 'viewer')
  const { id, ...request } = ListProtectedVms.parse(input)
  await getGroup(ctx.db, id)
  const { items, nextCursor } = await query(ctx.db, { ...request, groupId: id })
  return { items: items.map(protectedVmView), nextCursor }
}
