import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { getGroup, takeSequence } from '../../db/protection-groups.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { groupCan } from '../../domain/group-can.ts'
import { repairWays, waysToRepair } from '../../domain/repair-ways.ts'
import { DatasetName } from '../../domain/zfs-names.ts'
import { repairParamsOf } from '../../workflows/repair/repair-params.ts'
import { replicateParamsOf } from '../../workflows/replicate/params-of-group.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id, type Accepted } from '../fields.ts'
import { startJob } from '../jobs/start-job.ts'
import { lookAtReplica } from './look-at-replica.ts'

export const RepairOptions = z.strictObject({
  way: z.enum(repairWays),
  planId: z.string().regex(/^[0-9a-f]{32}$/, 'Take it from the answer of /divergence'),
  adoptDataset: DatasetName.optional().meta({ description: 'For `adopt`: the dataset on the target' }),
})
export const RepairGroup = z
  .strictObject({ id: Id, ...RepairOptions.shape })
  .refine(({ way, adoptDataset }) => (way === 'adopt') === (adoptDataset !== undefined), {
    path: ['adoptDataset'],
    error: 'Name the dataset to adopt, for the way adopt and for no other',
  })

/** Queues a repair of what was seen: a repair of any other picture is refused, here and again by the job. */
export async function repairGroup(ctx: ServiceContext, input: z.input<typeof RepairGroup>): Promise<Accepted> {
  requireRole(ctx, 'operator')
  const { id, way, planId, adoptDataset } = RepairGroup.parse(input)
  const seen = await lookAtReplica(ctx, await getGroup(ctx.db, id), adoptDataset)
  if (seen.planId !== planId) {
    throw new ZerfauxError('conflict', 'The appliances are not as they were when this repair was planned', {
      hint: 'Look at the replica again, then choose a way from what is there now. Nothing was changed.',
    })
  }
  const because = waysToRepair(seen.scene).find((view) => view.way === way)?.because ?? null
  if (because !== null) throw new ZerfauxError('conflict', `This way of repairing is not possible: ${because}`)
  const jobId = randomUUID()
  return ctx.db.transaction(async (tx) => {
    const group = await getGroup(tx, id)
    const may = groupCan.repair({ ...group, recoveryPoints: group.recoveryPointCount })
    if (!may.ok) throw new ZerfauxError('conflict', `${group.name} cannot be repaired now: ${may.because}`)
    const sequence = await takeSequence(tx, id)
    const replicate = await replicateParamsOf(tx, group, { jobId, sequence, at: ctx.now })
    const params = repairParamsOf(seen.scene, way, replicate, ctx.now)
    await startJob(ctx, tx, { id: jobId, kind: 'repair_replica', protectionGroupId: id, params }, group.name)
    await audit(ctx, tx, {
      action: 'repair_replica',
      objectType: 'protection_group',
      objectId: id,
      objectName: group.name,
      details: { jobId, way, planId, ...(adoptDataset !== undefined && { adoptDataset }) },
    })
    return { jobId }
  })
}
