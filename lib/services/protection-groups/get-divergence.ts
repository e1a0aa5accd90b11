import { z } from 'zod'
import { getGroup } from '../../db/protection-groups.ts'
import { groupCan } from '../../domain/group-can.ts'
import { DatasetName } from '../../domain/zfs-names.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Id } from '../fields.ts'
import { divergenceView, type DivergenceView } from './divergence-view.ts'
import { listKept, lookAtReplica } from './look-at-replica.ts'

export const DivergenceQuery = z.strictObject({
  adoptDataset: DatasetName.optional().meta({ description: 'A dataset on the target that might become the replica' }),
})
export const GetDivergence = z.strictObject({ id: Id, ...DivergenceQuery.shape })

/** Looks at both appliances now: what is the matter with the replica, and what can be done. Changes nothing. */
export async function getDivergence(
  ctx: ServiceContext,
  input: z.input<typeof GetDivergence>,
): Promise<DivergenceView> {
  requireRole(ctx, 'viewer')
  const { id, adoptDataset } = GetDivergence.parse(input)
  const group = await getGroup(ctx.db, id)
  const { scene, planId, target } = await lookAtReplica(ctx, group, adoptDataset)
  return divergenceView(scene, {
    planId,
    now: ctx.now,
    sourceId: group.sourceTargetId,
    targetId: group.drTargetId,
    kept: await listKept(target, group),
    can: { repair: groupCan.repair({ ...group, recoveryPoints: group.recoveryPointCount }) },
  })
}
