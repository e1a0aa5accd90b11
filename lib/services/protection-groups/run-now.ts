import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { getGroup, takeSequence } from '../../db/protection-groups.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { groupCan } from '../../domain/group-can.ts'
import { RecoveryPointLabel } from '../../domain/recovery-point-label.ts'
import { replicateParamsOf } from '../../workflows/replicate/params-of-group.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id, type Accepted } from '../fields.ts'
import { startJob } from '../jobs/start-job.ts'

export const RunOptions = z
  .strictObject({
    label: RecoveryPointLabel.optional().meta({
      description: 'A labelled run always makes a recovery point of its own, also when nothing has changed',
    }),
  })
  .optional()
export const RunNow = z.strictObject({ id: Id, ...RunOptions.unwrap().shape })

/** Queues a replication of the group. Everything that the job names is fixed here. */
export async function runNow(ctx: ServiceContext, input: z.input<typeof RunNow>): Promise<Accepted> {
  requireRole(ctx, 'operator')
  const { id, label } = RunNow.parse(input)
  const jobId = randomUUID()
  return ctx.db.transaction(async (tx) => {
    const group = await getGroup(tx, id)
    const may = groupCan.runNow({ ...group, recoveryPoints: group.recoveryPointCount })
    if (!may.ok) throw new ZerfauxError('conflict', `${group.name} cannot be replicated now: ${may.because}`)
    const sequence = await takeSequence(tx, id)
    const params = await replicateParamsOf(tx, group, { jobId, sequence, at: ctx.now, label })
    await startJob(ctx, tx, { id: jobId, kind: 'replicate', protectionGroupId: id, params }, group.name)
    await audit(ctx, tx, {
      action: 'run_now',
      objectType: 'protection_group',
      objectId: id,
      objectName: group.name,
      details: { jobId, ...(label !== undefined && { label }) },
    })
    return { jobId }
  })
}
