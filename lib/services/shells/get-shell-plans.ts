import { z } from 'zod'
import { getProtectedVm } from '../../db/protected-vms.ts'
import { getGroup, type GroupRow } from '../../db/protection-groups.ts'
import { listActiveJobsOfVms } from '../../db/replication-jobs.ts'
import { getVcenter } from '../../db/vcenter-connections.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById, Id } from '../fields.ts'
import { planShells, type HowToLook } from './plan-shells.ts'
import { ShellPlanView, shellPlanView } from './shell-plan-view.ts'

export const MAX_SHELLS = 1000
export const ShellPlans = z.object({ items: z.array(ShellPlanView) })

export const ShellPlansQuery = z.strictObject({
  protectedVmIds: z
    .string()
    .max(40 * MAX_SHELLS)
    .transform((text) => text.split(','))
    .pipe(z.array(Id).max(MAX_SHELLS))
    .optional()
    .meta({ description: 'Separated by commas; all of the group when left out' }),
})
const ShellPlansOf = ShellPlansQuery.extend({ id: Id })

export async function getShellPlan(ctx: ServiceContext, input: ById): Promise<ShellPlanView> {
  requireRole(ctx, 'viewer')
  const { id } = ById.parse(input)
  const { protectionGroupId } = await getProtectedVm(ctx.db, id)
  const [plan] = await viewsOf(ctx, await getGroup(ctx.db, protectionGroupId), [id], 'search')
  if (!plan) throw new ZerfauxError('not_found', `There is no protected VM with id ${id}`)
  return plan
}

/** @param input.id the group */
export async function listShellPlans(
  ctx: ServiceContext,
  input: z.input<typeof ShellPlansOf>,
): Promise<z.infer<typeof ShellPlans>> {
  requireRole(ctx, 'viewer')
  const { id, protectedVmIds } = ShellPlansOf.parse(input)
  return { items: await viewsOf(ctx, await getGroup(ctx.db, id), protectedVmIds ?? null, 'read_candidates') }
}

async function viewsOf(
  ctx: ServiceContext,
  group: GroupRow,
  ids: readonly string[] | null,
  how: HowToLook,
): Promise<ShellPlanView[]> {
  const { facts, planned } = await planShells(ctx, group, ids, how)
  const [vcenter, active] = await Promise.all([
    getVcenter(ctx.db, facts.to),
    listActiveJobsOfVms(
      ctx.db,
      planned.map(({ row }) => row.id),
    ),
  ])
  const drVcenter = { id: vcenter.id, name: vcenter.name }
  const jobs = new Map(active.map(({ id, protectedVmId }) => [protectedVmId, id]))
  return planned.map(({ row, plan }) => shellPlanView(row, plan, { drVcenter, activeJobId: jobs.get(row.id) ?? null }))
}
