import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { PlannedVm } from '../../db/move-facts.ts'
import { getProtectedVm } from '../../db/protected-vms.ts'
import { getGroup, type GroupRow } from '../../db/protection-groups.ts'
import { MoRef } from '../../domain/inventory.ts'
import type { MovePlan } from '../../domain/move-plan.ts'
import type { NewLaneJob } from '../../workflows/enqueue-job.ts'
import type { MoveVmParams } from '../../workflows/move/move-params.ts'
import type { BatchAccepted } from '../batches/batch-accepted.ts'
import { refuseBlocked } from '../batches/refuse-blocked.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById, Id, type Accepted } from '../fields.ts'
import { startLaneJobs } from '../jobs/start-job.ts'
import { MAX_MOVES } from './get-move-plans.ts'
import { planGroup } from './plan-group.ts'

/** A vCenter itself does two per host and eight per datastore; one more would only wait there, unseen. */
export const MOVES_AT_A_TIME = 2
export const MAX_AT_A_TIME = 8

export const ManyMoves = z.strictObject({
  protectedVmIds: z
    .array(Id)
    .min(1)
    .max(MAX_MOVES)
    .refine((ids) => new Set(ids).size === ids.length, { error: 'A VM is named twice' }),
  atATime: z
    .number()
    .int()
    .min(1)
    .max(MAX_AT_A_TIME)
    .default(MOVES_AT_A_TIME)
    .meta({ description: 'So many moves onto the datastore at once' }),
})
const MoveVms = ManyMoves.extend({ id: Id })

export async function moveVm(ctx: ServiceContext, input: ById): Promise<Accepted> {
  requireRole(ctx, 'operator')
  const { id } = ById.parse(input)
  const { protectionGroupId } = await getProtectedVm(ctx.db, id)
  const { jobIds } = await startMoves(ctx, await getGroup(ctx.db, protectionGroupId), [id], MOVES_AT_A_TIME)
  return { jobId: jobIds[0] ?? '' }
}

/** One batch in the datastore's lane: all of them, or none where one is blocked or has a job under way. */
export async function moveVms(ctx: ServiceContext, input: z.input<typeof MoveVms>): Promise<BatchAccepted> {
  requireRole(ctx, 'operator')
  const { id, protectedVmIds, atATime } = MoveVms.parse(input)
  return startMoves(ctx, await getGroup(ctx.db, id), protectedVmIds, atATime)
}

async function startMoves(
  ctx: ServiceContext,
  group: GroupRow,
  ids: readonly string[],
  atATime: number,
): Promise<BatchAccepted> {
  return ctx.db.transaction(async (tx) => {
    const { plans, lane } = await planGroup(tx, group, ids)
    refuseBlocked(
      plans.map(({ vm, plan }) => ({ name: vm.name, blockers: plan.blockers })),
      'cannot be moved',
    )
    const batchId = randomUUID()
    const jobs = plans.map(({ vm, plan }) => jobOf(group, vm, plan, { batchId, lane, laneLimit: atATime }))
    await startLaneJobs(ctx, tx, jobs)
    for (const { vm, plan } of plans) {
      await audit(ctx, tx, {
        action: 'move_to_protection_datastore',
        objectType: 'protected_vm',
        objectId: vm.protectedVmId,
        objectName: vm.name,
        details: { group: group.name, batchId, from: plan.currentDatastore, to: plan.requiredDatastore },
      })
    }
    return { batchId, jobIds: jobs.map(({ id }) => id) }
  })
}

function jobOf(
  group: GroupRow,
  vm: PlannedVm,
  plan: MovePlan,
  place: Pick<NewLaneJob, 'lane' | 'laneLimit'> & { readonly batchId: string },
): Omit<NewLaneJob, 'requestedBy'> {
  const jobId = randomUUID()
  const params: MoveVmParams = {
    jobId,
    protectedVmId: vm.protectedVmId,
    vmName: vm.name,
    vmId: vm.vmId,
    vcenterId: vm.vcenterId,
    moref: MoRef.parse(vm.moref),
    instanceUuid: vm.instanceUuid,
    datastore: group.protectionDatastore,
    bytesToMove: plan.bytesToMove,
  }
  const { protectedVmId } = vm
  const { bytesToMove: bytesTotal } = plan
  return { id: jobId, kind: 'move_to_protection_datastore', params, protectedVmId, bytesTotal, ...place }
}
