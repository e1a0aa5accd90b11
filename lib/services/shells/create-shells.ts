import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { getProtectedVm, updateProtectedVm } from '../../db/protected-vms.ts'
import { getGroup, type GroupRow } from '../../db/protection-groups.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { orderOf } from '../../domain/shell-order.ts'
import { ShellPlacement } from '../../domain/shell-placement.ts'
import type { NewLaneJob } from '../../workflows/enqueue-job.ts'
import type { GroupShellFacts, ShellChoice } from '../../workflows/shell/group-facts.ts'
import type { CreateShellParams } from '../../workflows/shell/shell-tools.ts'
import type { BatchAccepted } from '../batches/batch-accepted.ts'
import { refuseBlocked } from '../batches/refuse-blocked.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id, type Accepted } from '../fields.ts'
import { startLaneJobs } from '../jobs/start-job.ts'
import { MAX_SHELLS } from './get-shell-plans.ts'
import { planShells, type HowToLook, type PlannedShell } from './plan-shells.ts'
import { ShellName } from './shell-name.ts'

/** So many creations at a time in one vCenter, unless asked otherwise. */
export const SHELLS_AT_A_TIME = 4
export const MAX_AT_A_TIME = 16

export const ShellOptions = z
  .strictObject({ shellName: ShellName.optional(), placement: ShellPlacement.optional() })
  .optional()
export const ManyShells = z.strictObject({
  protectedVmIds: z
    .array(Id)
    .min(1)
    .max(MAX_SHELLS)
    .refine((ids) => new Set(ids).size === ids.length, { error: 'A VM is named twice' }),
  atATime: z.number().int().min(1).max(MAX_AT_A_TIME).default(SHELLS_AT_A_TIME),
})
const CreateShell = z.strictObject({ id: Id, ...ShellOptions.unwrap().shape })
const CreateShells = ManyShells.extend({ id: Id })

/** What was chosen is kept with the VM: a repair makes the same shell again. */
export async function createShell(ctx: ServiceContext, input: z.input<typeof CreateShell>): Promise<Accepted> {
  requireRole(ctx, 'operator')
  const { id, shellName, placement } = CreateShell.parse(input)
  const { protectionGroupId } = await getProtectedVm(ctx.db, id)
  const group = await getGroup(ctx.db, protectionGroupId)
  const begin = { ids: [id], atATime: SHELLS_AT_A_TIME, choice: { shellName, placement }, how: 'search' } as const
  const { jobIds } = await startCreations(ctx, group, begin)
  return { jobId: jobIds[0] ?? '' }
}

/** One batch in the vCenter's lane: all of them, or none where one is blocked or has a job under way. */
export async function createShells(ctx: ServiceContext, input: z.input<typeof CreateShells>): Promise<BatchAccepted> {
  requireRole(ctx, 'operator')
  const { id, protectedVmIds, atATime } = CreateShells.parse(input)
  const group = await getGroup(ctx.db, id)
  return startCreations(ctx, group, { ids: protectedVmIds, atATime, choice: {}, how: 'read_candidates' })
}

type Begin = {
  readonly ids: readonly string[]
  readonly atATime: number
  readonly choice: ShellChoice
  readonly how: HowToLook
}

async function startCreations(
  ctx: ServiceContext,
  group: GroupRow,
  { ids, atATime, choice, how }: Begin,
): Promise<BatchAccepted> {
  const { facts, planned } = await planShells(ctx, group, ids, how, choice)
  if (planned.length < ids.length) {
    throw new ZerfauxError('not_found', `${ids.length - planned.length} of the VMs are not in ${group.name}`)
  }
  refuseBlocked(
    planned.map(({ row, plan }) => ({ name: row.name, blockers: plan.blockers })),
    'get no shell',
  )
  const batchId = randomUUID()
  const jobs = planned.map((one) => jobOf(group, facts, one, { batchId, atATime }))
  await ctx.db.transaction(async (tx) => {
    if (choice.shellName !== undefined || choice.placement !== undefined) {
      const [only] = ids
      const { shellName: drShellName, placement: shellPlacement } = choice
      if (only) {
        await updateProtectedVm(tx, only, {
          ...(drShellName !== undefined && { drShellName }),
          ...(shellPlacement !== undefined && { shellPlacement }),
        })
      }
    }
    await startLaneJobs(ctx, tx, jobs)
    for (const { row, plan } of planned) {
      await audit(ctx, tx, {
        action: 'create_dr_shell',
        objectType: 'protected_vm',
        objectId: row.id,
        objectName: row.name,
        details: { group: group.name, batchId, way: plan.way, shellName: plan.shellName },
      })
    }
  })
  return { batchId, jobIds: jobs.map(({ id }) => id) }
}

function jobOf(
  group: GroupRow,
  facts: GroupShellFacts,
  { row, plan }: PlannedShell,
  { batchId, atATime }: { readonly batchId: string; readonly atATime: number },
): Omit<NewLaneJob, 'requestedBy'> {
  const jobId = randomUUID()
  return {
    id: jobId,
    kind: 'create_dr_shell',
    params: shellParamsOf(group, facts, { row, plan }, jobId),
    protectedVmId: row.id,
    batchId,
    lane: `shell:${facts.to}`,
    laneLimit: atATime,
  }
}

/** What the job is to do: the plan, as it was shown. */
export function shellParamsOf(
  group: GroupRow,
  facts: GroupShellFacts,
  { row, plan }: PlannedShell,
  jobId: string,
): CreateShellParams {
  return {
    jobId,
    protectedVmId: row.id,
    vmName: row.name,
    groupId: group.id,
    vcenterId: facts.to,
    way: plan.way,
    order: orderOf(row.name, plan, facts.tree),
    statusBefore: row.drShellStatus === 'creating' ? 'none' : row.drShellStatus,
  }
}
