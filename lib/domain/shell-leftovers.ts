import type { Leftover } from './leftover.ts'
import { isMentioned, isShellOnRecord, type Owners } from './leftover-owners.ts'
import { againstRemoval, EMPTY_IT_BY_HAND } from './shell-removal.ts'
import { readShellMarks, type ShellMarks } from './shell-spec.ts'
import type { VmHardware } from './vm-hardware.ts'

type SeenVm = Pick<VmHardware, 'moref' | 'instanceUuid' | 'name' | 'disks' | 'powerState' | 'extraConfig'>

/**
 * DR shells whose protected VM is not on record any more (failure-modes row 27). Doubt keeps: what a job under
 * way works on, and whatever bears the marks of a protected VM, is not listed; of two that bear them the sync tells.
 */
export function findShellLeftovers(vcenterId: string, seen: readonly SeenVm[], owners: Owners): Leftover[] {
  return seen.flatMap((vm) => {
    const marks = readShellMarks(vm.extraConfig)
    return marks && !hasOwner(vcenterId, vm, marks, owners) ? [shell(vcenterId, vm, marks, owners)] : []
  })
}

function hasOwner(vcenterId: string, { moref }: SeenVm, { protectedVmId, jobId }: ShellMarks, owners: Owners): boolean {
  return (
    owners.protectedVms.some(({ id }) => id === protectedVmId) ||
    isShellOnRecord(owners, vcenterId, moref) ||
    owners.activeJobs.some(({ id }) => id === jobId) ||
    isMentioned(owners, protectedVmId) ||
    isMentioned(owners, moref)
  )
}

function shell(vcenterId: string, vm: SeenVm, { protectedVmId, groupId }: ShellMarks, { groups }: Owners): Leftover {
  const group = groups.find(({ id }) => id === groupId)
  const against = againstRemoval(vm).join(' and ')
  return {
    kind: 'dr_shell',
    siteKind: 'vcenter',
    siteId: vcenterId,
    object: vm.name,
    tag: null,
    vm: vm.moref,
    dataset: null,
    bytes: null,
    because: group
      ? `The VM that it was made for has left ${group.name}.`
      : 'The protection group that it was made for is not on record.',
    consequence: against
      ? `Nothing, as it is now: ${against}. ${EMPTY_IT_BY_HAND}; then it can be released.`
      : 'Removes the VM from its vCenter with its own files, after another look that it has no disks and is powered off. Keep it if it belongs to another installation of Zerfaux.',
    inTheWay: against || null,
    command: null,
    key: `dr_shell ${vm.moref} ${vm.instanceUuid} ${protectedVmId}`,
    release: { at: 'inventory', vm: vm.moref },
  }
}
