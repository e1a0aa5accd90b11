import type { ProtectedVmListRow } from '../../db/protected-vms.ts'
import { MoRef } from '../../domain/inventory.ts'
import { planShell } from '../../domain/shell-plan.ts'
import type { VmHardware } from '../../domain/vm-hardware.ts'
import { inParallel } from '../in-parallel.ts'
import { shellFactsOf, type GroupShellFacts, type ShellChoice } from './group-facts.ts'
import type { ShellVcenter } from './shell-tools.ts'

const AT_ONCE = 6

/** VMs that may be the shell or be in its way, as of the last sync. */
export function candidatesOf(facts: GroupShellFacts, row: ProtectedVmListRow, choice: ShellChoice): MoRef[] {
  const known = shellFactsOf(facts, row, [], { choice })
  const { shellName, placement } = planShell(known)
  const folder = facts.tree.vmFolders().find((one) => one.folder.moref === placement.folder?.moref)?.path ?? null
  const { namesakes, twins } = known.candidates({ name: shellName, folder })
  const recorded = row.drShellMoref === null ? [] : [MoRef.parse(row.drShellMoref)]
  return [...new Set([...recorded, ...namesakes.map(({ moref }) => moref), ...twins.map(({ moref }) => moref)])]
}

/** Those that are gone are left out. */
export async function readVms(
  morefs: readonly MoRef[],
  vcenter: Pick<ShellVcenter, 'vmHardware'>,
  signal: AbortSignal,
): Promise<VmHardware[]> {
  const read = await inParallel([...new Set(morefs)], AT_ONCE, (moref) => vcenter.vmHardware(moref, { signal }))
  return read.filter((vm) => vm !== null)
}
