import type { GroupRow } from '../../db/protection-groups.ts'
import type { ProtectedVmListRow } from '../../db/protected-vms.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { MoRef } from '../../domain/inventory.ts'
import { notice, type ShellNotice } from '../../domain/shell-notice.ts'
import { planShell, stepsFor, shellSteps, type ShellPlan } from '../../domain/shell-plan.ts'
import { refuseOneNameTwice } from '../../domain/shells-of-one-name.ts'
import { shellMarks } from '../../domain/shell-spec.ts'
import type { VmHardware } from '../../domain/vm-hardware.ts'
import {
  groupShellFacts,
  shellFactsOf,
  type GroupShellFacts,
  type ShellChoice,
} from '../../workflows/shell/group-facts.ts'
import { candidatesOf, readVms } from '../../workflows/shell/read-candidates.ts'
import type { ServiceContext } from '../context.ts'

export type PlannedShell = { readonly row: ProtectedVmListRow; readonly plan: ShellPlan }

/** One VM has its vCenter searched for marks; of many, what the inventory shows to be in the way is read. */
export type HowToLook = 'search' | 'read_candidates'

const LOOK_MS = 15_000

/**
 * Plans of a group's VMs. From the stored inventory, but for what may be an existing shell or in its way: that
 * is read now. Where the DR vCenter does not answer, the plan says so, and the job will look.
 *
 * @param ids of protected VMs; null: all of the group
 */
export async function planShells(
  ctx: ServiceContext,
  group: GroupRow,
  ids: readonly string[] | null,
  how: HowToLook,
  choice: ShellChoice = {},
): Promise<{ readonly facts: GroupShellFacts; readonly planned: PlannedShell[] }> {
  const facts = await groupShellFacts(ctx.db, group, ids)
  const asked = facts.vms.map((row) => ({
    row,
    candidates: isSettled(row, facts) ? [] : candidatesOf(facts, row, choice),
  }))
  const { read, doubt } = await readNow(ctx, facts, asked, how)
  const planned = asked.map(({ row, candidates }): PlannedShell => {
    if (isSettled(row, facts) && how !== 'search') return { row, plan: asItIs(facts, row) }
    const own = read.filter(
      ({ moref, extraConfig }) => candidates.includes(moref) || extraConfig[shellMarks.protectedVm] === row.id,
    )
    const plan = planShell(shellFactsOf(facts, row, own, { choice }))
    return { row, plan: doubt && candidates.length > 0 ? { ...plan, warnings: [...plan.warnings, doubt] } : plan }
  })
  return { facts, planned: refuseOneNameTwice(planned) }
}

type Asked = { readonly row: ProtectedVmListRow; readonly candidates: readonly MoRef[] }

async function readNow(
  ctx: ServiceContext,
  { to }: GroupShellFacts,
  asked: readonly Asked[],
  how: HowToLook,
): Promise<{ read: VmHardware[]; doubt: ShellNotice | null }> {
  const signal = AbortSignal.timeout(LOOK_MS)
  try {
    const vcenter = await ctx.sites.vcenter(to)
    const marked: MoRef[] = []
    if (how === 'search') {
      for (const { row } of asked) {
        marked.push(...(await vcenter.findByExtraConfig(shellMarks.protectedVm, row.id, { signal })))
      }
    }
    const candidates = asked.flatMap(({ candidates: some }) => some)
    return { read: await readVms([...marked, ...candidates], vcenter, signal), doubt: null }
  } catch (error) {
    if (!(error instanceof ZerfauxError) && !signal.aborted) throw error
    const said = error instanceof ZerfauxError ? error.message : 'it took too long'
    const doubt = notice(
      'dr_not_asked',
      `The DR vCenter was not asked what is there already: ${said}`,
      'The job looks again before it makes anything, and refuses what is in its way.',
    )
    return { read: [], doubt }
  }
}

/** Made, and every sync since has found it as it should be. */
function isSettled({ drShellStatus, drShellMoref, attention }: ProtectedVmListRow, facts: GroupShellFacts): boolean {
  const isWell = attention.every(({ code }) => !code.startsWith('dr_shell_'))
  return drShellStatus === 'created' && isWell && drShellMoref !== null && facts.inventory.find(drShellMoref) !== null
}

function asItIs(facts: GroupShellFacts, row: ProtectedVmListRow): ShellPlan {
  const plan = planShell(shellFactsOf(facts, row, []))
  const moref = MoRef.parse(row.drShellMoref)
  return {
    ...plan,
    existingShell: { moref, name: row.drShellName ?? plan.shellName, differences: [] },
    way: 'adopt',
    steps: stepsFor('adopt').map((name) => ({ name, title: shellSteps[name] })),
  }
}
