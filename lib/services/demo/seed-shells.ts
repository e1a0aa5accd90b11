import { randomUUID } from 'node:crypto'
import { getGroup } from '../../db/protection-groups.ts'
import { listVmsForShells } from '../../db/shells.ts'
import { createShell } from '../../workflows/create-shell.ts'
import { createShellTools } from '../../workflows/shell/prepare-shell.ts'
import type { ServiceContext } from '../context.ts'
import { shellParamsOf } from '../shells/create-shells.ts'
import { planShells } from '../shells/plan-shells.ts'
import { changedShell, missingShell } from './demo-obstacles.ts'
import { runPastJob, vcenterAt } from './run-past-job.ts'

const AGO_MS = 4 * 3_600_000

/** Two shells, made by the real workflow some hours ago. */
export async function seedShells(ctx: ServiceContext, groupId: string): Promise<void> {
  const group = await getGroup(ctx.db, groupId)
  const names: readonly string[] = [missingShell, changedShell.name]
  const vms = (await listVmsForShells(ctx.db, groupId, null)).filter(({ name }) => names.includes(name))
  const { facts, planned } = await planShells(
    ctx,
    group,
    vms.map(({ id }) => id),
    'read_candidates',
  )
  const at = new Date(ctx.now.getTime() - AGO_MS)
  for (const one of planned) {
    const id = randomUUID()
    const params = shellParamsOf(group, facts, one, id)
    const vcenters = new Map([[facts.to, await vcenterAt(ctx, facts.to, at)]])
    await runPastJob(ctx, {
      id,
      kind: 'create_dr_shell',
      at,
      about: { protectedVmId: one.row.id },
      workflow: createShell,
      params,
      tools: (common) =>
        createShellTools(params, {
          ...common,
          db: ctx.db,
          sites: { vcenter: async (vcenterId) => vcenters.get(vcenterId) ?? ctx.sites.vcenter(vcenterId) },
        }),
    })
  }
}
