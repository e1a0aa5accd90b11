import type { DrVm } from './dr-inventory.ts'
import type { MoRef } from './inventory.ts'
import { shellDifferences, type ShellDifference, type WantedShell } from './shell-differences.ts'
import { notice, type ShellNotice } from './shell-notice.ts'
import { EMPTY_IT_BY_HAND } from './shell-removal.ts'
import { isShellOf, SHELL, shellMarks } from './shell-spec.ts'
import type { VmHardware } from './vm-hardware.ts'

export const REMOVE_THE_WRONG_ONE = 'Remove the one that is wrong in the vSphere client, then sync the DR vCenter.'

/** What is to be done to come to the wanted shell. */
export const shellWays = ['create', 'adopt', 'adjust', 'recreate'] as const
export type ShellWay = (typeof shellWays)[number]

export type ExistingShell = {
  readonly moref: MoRef
  readonly name: string
  readonly differences: readonly ShellDifference[]
}

/** VMs of the DR vCenter that may be the shell, or be in its way. */
export type Candidates = {
  /** Read at this moment. */
  readonly read: readonly VmHardware[]
  /** Of the same name in the chosen folder. */
  readonly namesakes: readonly DrVm[]
  /** With one of the source's UUIDs. */
  readonly twins: readonly DrVm[]
}

/**
 * Which of them is the shell, by its marks; what is not ours is never touched, and never duplicated.
 *
 * @param wanted null where the plan is not complete: then nothing is compared
 */
export function judgeExisting(
  protectedVmId: string,
  wanted: WantedShell | null,
  { read, namesakes, twins }: Candidates,
): { readonly existing: ExistingShell | null; readonly way: ShellWay; readonly blockers: readonly ShellNotice[] } {
  const ours = read.filter(({ extraConfig }) => isShellOf(extraConfig, protectedVmId))
  const known = new Map(read.map((vm) => [vm.moref, vm]))
  const foreign = (vms: readonly DrVm[]) => vms.filter((vm) => known.has(vm.moref) && !ours.some(isSame(vm)))
  const [first, second] = ours
  if (first && second) {
    return {
      existing: existing(first, wanted),
      way: 'create',
      blockers: [
        notice(
          'two_shells',
          `${first.name} (${first.moref}) and ${second.name} (${second.moref}) both bear the marks of this VM’s shell`,
          REMOVE_THE_WRONG_ONE,
        ),
      ],
    }
  }
  const blockers = [
    ...foreign(twins).map((vm) => uuidTaken(vm, known.get(vm.moref))),
    ...foreign(namesakes)
      .filter((vm) => !twins.some(isSame(vm)))
      .map((vm) => nameTaken(vm, wanted?.name ?? vm.name)),
  ]
  if (!first) return { existing: null, way: 'create', blockers }
  const found = existing(first, wanted)
  const byHand = found.differences.filter(({ mend }) => mend === 'by_hand')
  if (byHand.length > 0) blockers.push(inUse(found, byHand))
  return { existing: found, way: wayFor(found), blockers }
}

const isSame = (vm: { readonly moref: string }) => (other: { readonly moref: string }) => other.moref === vm.moref

function existing(vm: VmHardware, wanted: WantedShell | null): ExistingShell {
  return { moref: vm.moref, name: vm.name, differences: wanted ? shellDifferences(wanted, vm) : [] }
}

function wayFor({ differences }: ExistingShell): ShellWay {
  if (differences.some(({ mend }) => mend === 'recreate')) return 'recreate'
  return differences.length > 0 ? 'adjust' : 'adopt'
}

function uuidTaken({ name, moref }: DrVm, vm: VmHardware | undefined): ShellNotice {
  const other = vm?.extraConfig[shellMarks.role] === SHELL
  return notice(
    'uuid_taken',
    other
      ? `${name} (${moref}) in the DR vCenter is the shell of another protected VM with the same UUID`
      : `${name} (${moref}) in the DR vCenter has the same UUID as this VM, and is not a shell of ours`,
    other
      ? 'Release it under “Leftovers” if its VM has left its group; else give one of the two VMs a new BIOS UUID.'
      : 'Find out whether it is a copy that somebody keeps there. Remove or rename nothing that is not known.',
  )
}

function nameTaken({ moref }: DrVm, name: string): ShellNotice {
  return notice(
    'name_taken',
    `The chosen folder already has a VM called ${name} (${moref}), which is not a shell of ours`,
    `Choose another name, for example ${suggestName(name)}, or another folder.`,
  )
}

function inUse({ name }: ExistingShell, differences: readonly ShellDifference[]): ShellNotice {
  const found = differences.map(({ what, found: is }) => `${what}: ${is}`).join(', ')
  return notice('shell_in_use', `The shell ${name} is not empty and at rest (${found})`, `${EMPTY_IT_BY_HAND}.`)
}

export const MAX_NAME = 80

export function suggestName(name: string): string {
  return `${name.slice(0, MAX_NAME - 3)}-dr`
}
