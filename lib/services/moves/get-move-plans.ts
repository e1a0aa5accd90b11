import { z } from 'zod'
import { getProtectedVm } from '../../db/protected-vms.ts'
import { getGroup } from '../../db/protection-groups.ts'
import { listActiveJobsOfVms } from '../../db/replication-jobs.ts'
import type { Db } from '../../db/client.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById, Id } from '../fields.ts'
import { movePlanView, type MovePlans, type MovePlanView } from './move-plan-view.ts'
import { withNameClashes } from './name-clashes.ts'
import { planGroup } from './plan-group.ts'

export const MAX_MOVES = 1000

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

/** Also asks the vCenter whether folders of their names are in the way. @param input.id the group */
export async function listMovePlans(ctx: ServiceContext, input: z.input<typeof MovePlansOf>): Promise<MovePlans> {
  requireRole(ctx, 'viewer')
  const { id, protectedVmIds } = MovePlansOf.parse(input)
  const { plans, space } = await planGroup(ctx.db, await getGroup(ctx.db, id), protectedVmIds)
  const [looked, jobs] = await Promise.all([
    withNameClashes(ctx, plans),
    activeJobs(
      ctx.db,
      plans.map(({ vm }) => vm.protectedVmId),
    ),
  ])
  return { items: looked.map(({ vm, plan }) => movePlanView(vm, plan, jobs.get(vm.protectedVmId) ?? null)), space }
}

export async function getMovePlan(ctx: ServiceContext, input: ById): Promise<MovePlanView> {
  requireRole(ctx, 'viewer')
  const { id } = ById.parse(input)
  const { protectionGroupId } = await getProtectedVm(ctx.db, id)
  const { items } = await listMovePlans(ctx, { id: protectionGroupId, protectedVmIds: id })
  const [plan] = items
  if (!plan) throw new ZerfauxError('not_found', `There is no protected VM with id ${id}`)
  return plan
}

async function activeJobs(db: Db, protectedVmIds: readonly string[]): Promise<ReadonlyMap<string | null, string>> {
  const jobs = await listActiveJobsOfVms(db, protectedVmIds)
  return new Map(jobs.map(({ id, protectedVmId }) => [protectedVmId, id]))
}
