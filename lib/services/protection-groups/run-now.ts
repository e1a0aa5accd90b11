import { randomUUID } from 'node:crypto'
import { getGroup, takeSequence } from '../../db/protection-groups.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { groupCan } from '../../domain/group-can.ts'
import { replicateParamsOf } from '../../workflows/replicate/params-of-group.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById, type Accepted } from '../fields.ts'
import { startJob } from '../jobs/start-job.ts'

/** Queues a replication of the group. Everything that the job names is fixed here. */
export async function runNow(ctx: ServiceContext, input: ById): Promise<Accepted> {
  requireRole(ctx, 'operator')
  const { id } = ById.parse(input)
  const jobId = randomUUID()
  return ctx.db.transaction(async (tx) => {
    const group = await getGroup(tx, id)
    const may = groupCan.runNow({ ...group, recoveryPoints: group.recoveryPointCount })
    if (!may.ok) throw new ZerfauxError('conflict', `${group.name} cannot be replicated now: ${may.because}`)
    const sequence = await takeSequence(tx, id)
    const params = replicateParamsOf(group, { jobId, sequence, at: ctx.now })
    await startJob(ctx, tx, { id: jobId, kind: 'replicate', protectionGroupId: id, params }, group.name)
    await audit(ctx, tx, {
      action: 'run_now',
      objectType: 'protection_group',
      objectId: id,
      objectName: group.name,
      details: { jobId },
    })
    return { jobId }
  })
}
