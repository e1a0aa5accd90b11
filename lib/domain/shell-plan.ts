import { judgeExisting, type Candidates, type ExistingShell, type ShellWay } from './existing-shell.ts'
import type { NetworkMapping } from './network-mapping.ts'
import type { ReplicatedExport } from './placeholder-datastore.ts'
import { planPlacement, type PlacementPlan, type PlacementWish } from './placement-plan.ts'
import { planNetworks, type PlannedNetwork } from './shell-networks.ts'
import { notice, type ShellNotice } from './shell-notice.ts'
import { shellDisksOf, shellHardwareOf, type ShellDisk, type ShellHardware, type ShellSource } from './shell-spec.ts'
import type { VcenterTree } from './vcenter-tree.ts'

export type ShellFacts = {
  readonly protectedVmId: string
  readonly source: ShellSource
  /** Chosen in the wizard; null: the source's own. */
  readonly shellName: string | null
  readonly wish: PlacementWish
  readonly mappings: readonly NetworkMapping[]
  readonly tree: VcenterTree
  readonly replicated: readonly ReplicatedExport[]
  readonly candidates: (place: { readonly name: string; readonly folder: string | null }) => Candidates
}

export type ShellPlan = {
  readonly shellName: string
  readonly placement: PlacementPlan
  readonly hardware: ShellHardware | null
  readonly disks: readonly ShellDisk[]
  readonly networks: readonly PlannedNetwork[]
  readonly existingShell: ExistingShell | null
  readonly way: ShellWay
  /** Each is reason enough not to begin. */
  readonly blockers: readonly ShellNotice[]
  readonly warnings: readonly ShellNotice[]
  readonly steps: readonly { readonly name: ShellStepName; readonly title: string }[]
}

/** In their order; the job's steps have the same names. */
export const shellSteps = {
  look: 'Look at both vCenters again',
  clear: 'Remove the shell that no longer fits',
  create: 'Create the shell VM',
  adjust: 'Set its name, networks and marks',
  exempt: 'Exempt it from HA restart and DRS',
  verify: 'Re-read the shell VM',
  record: 'Record it',
} as const
export type ShellStepName = keyof typeof shellSteps

const skipped: Record<ShellWay, readonly ShellStepName[]> = {
  create: ['clear', 'adjust'],
  adopt: ['clear', 'create', 'adjust'],
  adjust: ['clear', 'create'],
  recreate: ['adjust'],
}

export function stepsFor(way: ShellWay): readonly ShellStepName[] {
  return (Object.keys(shellSteps) as ShellStepName[]).filter((name) => !skipped[way].includes(name))
}

/** What a VM's shell is to be, and what is in its way. Pure: the wizard shows what the job will do. */
export function planShell(facts: ShellFacts): ShellPlan {
  const { source, tree, protectedVmId } = facts
  const shellName = facts.shellName ?? source.name
  const { placement, blockers: placeless } = planPlacement(facts.wish, source, tree, facts.replicated)
  const network = planNetworks(source, facts.mappings, tree, placement.cluster?.moref ?? null)
  const hardware = shellHardwareOf(source, network.resolved)
  const { placeholderDatastore } = placement
  const wanted =
    hardware && placeholderDatastore
      ? { name: shellName, hardware, placeholderDatastore: placeholderDatastore.name }
      : null
  const folder = tree.vmFolders().find((one) => one.folder.moref === placement.folder?.moref)?.path ?? null
  const judged = judgeExisting(protectedVmId, wanted, facts.candidates({ name: shellName, folder }))
  return {
    shellName,
    placement,
    hardware,
    disks: shellDisksOf(source.disks),
    networks: network.networks,
    existingShell: judged.existing,
    way: judged.way,
    blockers: [...unfit(source, hardware), ...network.blockers, ...placeless, ...judged.blockers],
    warnings: [...doubts(source), ...network.warnings],
    steps: stepsFor(judged.way).map((name) => ({ name, title: shellSteps[name] })),
  }
}

function unfit(source: ShellSource, hardware: ShellHardware | null): ShellNotice[] {
  const { name } = source
  if (source.gone) {
    return [notice('vm_gone', `${name} is gone from its vCenter`, 'Sync its vCenter, or take it out of the group.')]
  }
  if (source.isTemplate) {
    return [notice('template', `${name} is a template; only VMs are recovered`, 'Take it out of the group.')]
  }
  if (hardware) return []
  return [
    notice(
      'hardware_unknown',
      `CPUs, memory, guest or firmware of ${name} are not known`,
      'Sync its vCenter; if that does not help, look at the VM in the vSphere client.',
    ),
  ]
}

function doubts({ isEncrypted, hasVtpm, hardwareVersion }: ShellSource): ShellNotice[] {
  const notices: ShellNotice[] = []
  if (isEncrypted === true) {
    notices.push(
      notice(
        'encrypted',
        'The VM is encrypted; its shell is not, and its disks open only with the same keys',
        'Give the DR vCenter the same key provider before a recovery.',
      ),
    )
  }
  if (hasVtpm === true) {
    notices.push(
      notice(
        'vtpm',
        'The VM has a vTPM, which a shell does not: BitLocker and the like will ask for their recovery keys',
        'Have the recovery keys at hand, and the same key provider in the DR vCenter.',
      ),
    )
  }
  notices.push(
    notice(
      'hardware_version',
      `Whether the DR hosts can run ${hardwareVersion ?? 'its hardware version'} is seen only when it is made`,
      'If it is refused, upgrade those hosts or choose a cluster with newer ones.',
    ),
  )
  return notices
}
