import type { Db } from '../../db/client.ts'
import { getGroup } from '../../db/protection-groups.ts'
import type { ProtectedVmListRow } from '../../db/protected-vms.ts'
import { listShellsOnRecord, recordSighting } from '../../db/shells-on-record.ts'
import { MoRef } from '../../domain/inventory.ts'
import { overrideDifferences, type ShellDifference } from '../../domain/shell-differences.ts'
import { judgeShell } from '../../domain/shell-judgement.ts'
import { planShell } from '../../domain/shell-plan.ts'
import { isShellOf } from '../../domain/shell-spec.ts'
import type { VmHardware } from '../../domain/vm-hardware.ts'
import { inParallel } from '../in-parallel.ts'
import { groupShellFacts, shellFactsOf, type GroupShellFacts } from './group-facts.ts'
import { markedShells, type ShellVcenter } from './shell-tools.ts'

const AT_ONCE = 6

export type ShellCounts = {
  readonly shellsChecked: number
  readonly shellsRelinked: number
  readonly shellsMissing: number
  readonly shellsChanged: number
}

type Looking = {
  readonly db: Db
  readonly vcenter: Pick<ShellVcenter, 'vmHardware' | 'findByExtraConfig' | 'clusterOverrides'>
  readonly signal: AbortSignal
  readonly now: () => Date
}

/**
 * Looks at every shell that should be in this vCenter, after its inventory was read. Changes nothing there:
 * what is missing or other than it should be is marked, and mended only when somebody asks for it.
 */
export async function compareShells(vcenterId: string, looking: Looking): Promise<ShellCounts> {
  const { db } = looking
  const outcomes: Outcome[] = []
  for (const [groupId, ids] of await listShellsOnRecord(db, vcenterId)) {
    const facts = await groupShellFacts(db, await getGroup(db, groupId), ids)
    outcomes.push(...(await inParallel(facts.vms, AT_ONCE, (row) => compareOne(facts, row, looking))))
  }
  const count = (what: keyof Outcome) => outcomes.filter((outcome) => outcome[what]).length
  return {
    shellsChecked: outcomes.length,
    shellsRelinked: count('isRelinked'),
    shellsMissing: count('isMissing'),
    shellsChanged: count('isChanged'),
  }
}

/** One that was registered anew is both relinked and changed: its cluster has forgotten what it knew of it. */
type Outcome = { readonly isRelinked: boolean; readonly isMissing: boolean; readonly isChanged: boolean }

async function compareOne(facts: GroupShellFacts, row: ProtectedVmListRow, looking: Looking): Promise<Outcome> {
  const { drShellStatus, drShellMoref, drShellName } = row
  const found = await shellsOf(row, looking)
  const differences = found[0] && !row.vm.goneAt ? await differencesOf(facts, row, found[0], looking) : []
  const { status, moref, attention } = judgeShell(
    row.name,
    { status: drShellStatus, moref: drShellMoref, name: drShellName, attention: row.attention },
    { found, differences },
    looking.now(),
  )
  const notices = attention.filter(({ code }) => code.startsWith('dr_shell_'))
  await recordSighting(looking.db, {
    protectedVmId: row.id,
    seen: { status: drShellStatus === 'missing' ? 'missing' : 'created', moref: drShellMoref },
    status,
    moref,
    notices,
  })
  const isMissing = status === 'missing'
  return { isMissing, isChanged: !isMissing && notices.length > 0, isRelinked: !isMissing && moref !== drShellMoref }
}

/** Under its MoRef if that still is it: MoRefs change and repeat. Else by its marks. */
async function shellsOf(row: ProtectedVmListRow, { vcenter, signal }: Looking): Promise<VmHardware[]> {
  const known = row.drShellMoref && (await vcenter.vmHardware(MoRef.parse(row.drShellMoref), { signal }))
  if (known && isShellOf(known.extraConfig, row.id)) return [known]
  return markedShells(row.id, { vcenter, signal })
}

async function differencesOf(
  facts: GroupShellFacts,
  row: ProtectedVmListRow,
  shell: VmHardware,
  { vcenter, signal }: Looking,
): Promise<ShellDifference[]> {
  const { existingShell } = planShell(shellFactsOf(facts, row, [shell]))
  // Where it lies is a choice that may have been made anew for those to come.
  const differences = (existingShell?.differences ?? []).filter(({ what }) => what !== 'home')
  const called = facts.inventory.find(shell.moref)?.cluster ?? null
  const cluster = facts.tree.all('cluster').find(({ name }) => name === called)
  if (!cluster) return differences
  const overrides = await vcenter.clusterOverrides(shell.moref, cluster.moref, { signal })
  return [...differences, ...overrideDifferences(cluster, overrides)]
}
