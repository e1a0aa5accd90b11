import { z } from 'zod'
import type { PlannedVm } from '../../db/move-facts.ts'
import { getProtectedVm } from '../../db/protected-vms.ts'
import { getGroup } from '../../db/protection-groups.ts'
import { listActiveJobsOfVms } from '../../db/replication-jobs.ts'
import type { Db } from '../../db/client.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { MoRef } from '../../domain/inventory.ts'
import type { MoveObstacle } from '../../domain/move-obstacles.ts'
import type { MovePlan } from '../../domain/move-plan.ts'
import { folderFor, nameClash } from '../../domain/name-clash.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById, Id } from '../fields.ts'
import { movePlanView, type MovePlans, type MovePlanView } from './move-plan-view.ts'
import { planGroup } from './plan-group.ts'

export const MAX_MOVES = 1000
const LOOK_MS = 5_000

export const MovePlansQuery = z.strictObject({
  protectedVmIds: z
    .string()
    .max(40 * MAX_MOVES)
    .transform((text) => text.split(','))
    .pipe(z.array(Id).max(MAX_MOVES))
    .transform((ids) => [...new Set(ids)])
    .optional()
    .meta({ description: 'Separated by commas; all of the group when left out' }),
})
const MovePlansOf = MovePlansQuery.extend({ id: Id })

/** @param input.id the group */
export async function listMovePlans(ctx: ServiceContext, input: z.input<typeof MovePlansOf>): Promise<MovePlans> {
  requireRole(ctx, 'viewer')
  const { id, protectedVmIds } = MovePlansOf.parse(input)
  const { plans, space } = await planGroup(ctx.db, await getGroup(ctx.db, id), protectedVmIds)
  const jobs = await activeJobs(
    ctx.db,
    plans.map(({ vm }) => vm.protectedVmId),
  )
  return { items: plans.map(({ vm, plan }) => movePlanView(vm, plan, jobs.get(vm.protectedVmId) ?? null)), space }
}

/** Of one VM; also asks the vCenter whether a folder of its name is in the way, which no inventory tells. */
export async function getMovePlan(ctx: ServiceContext, input: ById): Promise<MovePlanView> {
  requireRole(ctx, 'viewer')
  const { id } = ById.parse(input)
  const { protectionGroupId } = await getProtectedVm(ctx.db, id)
  const { plans } = await planGroup(ctx.db, await getGroup(ctx.db, protectionGroupId), [id])
  const [planned] = plans
  if (!planned) throw new ZerfauxError('not_found', `There is no protected VM with id ${id}`)
  const { vm, plan } = planned
  const jobs = await activeJobs(ctx.db, [id])
  return movePlanView(vm, await withNameClash(ctx, vm, plan), jobs.get(id) ?? null)
}

async function activeJobs(db: Db, protectedVmIds: readonly string[]): Promise<ReadonlyMap<string | null, string>> {
  const jobs = await listActiveJobsOfVms(db, protectedVmIds)
  return new Map(jobs.map(({ id, protectedVmId }) => [protectedVmId, id]))
}

async function withNameClash(ctx: ServiceContext, vm: PlannedVm, plan: MovePlan): Promise<MovePlan> {
  if (!plan.needsStorageMove || vm.gone || plan.datastoreMoref === null) return plan
  const signal = AbortSignal.timeout(LOOK_MS)
  try {
    const vcenter = await ctx.sites.vcenter(vm.vcenterId)
    const found = await vcenter.browseDatastore(MoRef.parse(plan.datastoreMoref), folderFor(vm), { signal })
    const clash = nameClash(vm, plan.requiredDatastore, found)
    return clash ? { ...plan, blockers: [...plan.blockers, clash] } : plan
  } catch (error) {
    if (!(error instanceof ZerfauxError) && !signal.aborted) throw error
    const said = error instanceof ZerfauxError ? error.message : 'it took too long'
    const doubt: MoveObstacle = {
      code: 'unknown_name_clash',
      message: `Whether a folder of that name is on ${plan.requiredDatastore} is not known: ${said}`,
      hint: 'The job looks before it begins, and refuses what is in its way.',
    }
    return { ...plan, warnings: [...plan.warnings, doubt] }
  }
}
