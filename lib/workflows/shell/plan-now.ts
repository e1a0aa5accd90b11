import type { Db } from '../../db/client.ts'
import { getGroup } from '../../db/protection-groups.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { MoRef } from '../../domain/inventory.ts'
import { orderOf, type ShellOrder } from '../../domain/shell-order.ts'
import { planShell, type ShellPlan } from '../../domain/shell-plan.ts'
import { shellMarks, type ShellSource } from '../../domain/shell-spec.ts'
import type { VmHardware } from '../../domain/vm-hardware.ts'
import type { VsphereDriver } from '../../drivers/vsphere/vsphere-driver.ts'
import { groupShellFacts, shellFactsOf, sourceOf } from './group-facts.ts'
import { candidatesOf, readVms } from './read-candidates.ts'
import type { CreateShellParams, ShellVcenter } from './shell-tools.ts'

type Asked = {
  readonly db: Db
  readonly vcenter: ShellVcenter
  readonly sourceVcenter: () => Promise<Pick<VsphereDriver, 'vmHardware'>>
  readonly notice: (step: string, error: Error) => Promise<void>
  readonly signal: AbortSignal
}

/** The plan of one VM from what both vCenters say at this moment; a source that is away is known from its last sync. */
export async function planShellNow(
  { groupId, protectedVmId, vmName, order }: CreateShellParams,
  { db, vcenter, sourceVcenter, notice, signal }: Asked,
): Promise<{ plan: ShellPlan; order: ShellOrder }> {
  const facts = await groupShellFacts(db, await getGroup(db, groupId), [protectedVmId])
  const [row] = facts.vms
  if (!row) {
    throw new ZerfauxError('precondition_failed', `${vmName} is no longer in this protection group`, {
      hint: 'Cancel this job.',
    })
  }
  // The placement was resolved when the job was made; what the group says by now is for those made after.
  const choice = { shellName: order.name, placement: placementOf(order) }
  const moref = MoRef.parse(row.vm.moref)
  const source = await sourceNow(
    async () => (await sourceVcenter()).vmHardware(moref, { signal }),
    sourceOf(row),
    notice,
  )
  const marked = await vcenter.findByExtraConfig(shellMarks.protectedVm, protectedVmId, { signal })
  const read = await readVms([...marked, ...candidatesOf(facts, row, choice)], vcenter, signal)
  const plan = planShell(shellFactsOf(facts, row, read, { choice, source }))
  return { plan, order: orderOf(vmName, plan, facts.tree) }
}

function placementOf({ cluster, host, resourcePool, folder, placeholderDatastore }: ShellOrder) {
  return {
    ...(cluster && { clusterMoref: cluster.moref }),
    ...(host && { hostMoref: host }),
    resourcePoolMoref: resourcePool,
    folderMoref: folder,
    placeholderDatastore: placeholderDatastore.name,
  }
}

async function sourceNow(
  read: () => Promise<VmHardware | null>,
  known: ShellSource,
  notice: Asked['notice'],
): Promise<ShellSource> {
  try {
    const hardware = await read()
    return hardware ? { ...known, ...hardware } : { ...known, gone: true }
  } catch (error) {
    if (!(error instanceof ZerfauxError) || error.recovery !== 'retry') throw error
    const { message } = error
    await notice(
      'look',
      new ZerfauxError('unreachable', `The protected site’s vCenter was not asked: ${message}`, {
        hint: 'The shell is made after the VM as it was at the last sync.',
      }),
    )
    return known
  }
}
