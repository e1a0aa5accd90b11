import type { Consistency } from './group-enums.ts'
import type { TaskState } from './inventory.ts'
import type { VmConsistency } from './vm-consistency.ts'
import type { VmReadiness } from './vm-snapshot.ts'

export type Held = Pick<VmConsistency, 'consistency' | 'because'>

export const quiesced: Held = { consistency: 'application', because: null }
export const notQuiesced = (because: string): Held => ({ consistency: 'crash', because })

/** What holds for a VM that nobody needs to ask, or that cannot be asked; null = quiesce it. */
export function withoutQuiescing(vm: VmReadiness | null): Held | null {
  if (!vm) return notQuiesced('the vCenter does not know it (any more)')
  switch (vm.powerState) {
    case 'powered_off':
      return { consistency: 'application', because: 'is powered off, so nothing was being written' }
    case 'suspended':
      return notQuiesced('is suspended')
    case null:
      return notQuiesced('its power state is not known')
    case 'powered_on':
  }
  // Such a disk goes on being written to, whatever the guest holds back for the others.
  if (vm.hasIndependentDisk) return notQuiesced('has an independent disk, which no VMware snapshot includes')
  switch (vm.toolsStatus) {
    case 'running':
      return null
    case 'not_installed':
      return notQuiesced('VMware Tools is not installed')
    case 'executing_scripts':
      return notQuiesced('VMware Tools is still starting')
    case 'not_running':
    case null:
      return notQuiesced('VMware Tools is not running')
  }
}

const faults: Readonly<Record<string, string>> = {
  ApplicationQuiesceFault: 'its applications could not be quiesced',
  FilesystemQuiesceFault: 'its file systems could not be quiesced',
  SnapshotIncompatibleDeviceInVm: 'has a device that no VMware snapshot can include',
  SnapshotDisabled: 'VMware snapshots of it are disabled',
  TooManySnapshotLevels: 'has too many VMware snapshots already',
  TaskInProgress: 'another task of it was under way',
  RequestCanceled: 'its snapshot was cancelled in the vCenter',
  InvalidPowerState: 'its power state changed meanwhile',
  InsufficientStorageSpace: 'its datastore has no room for a VMware snapshot',
  NoDiskSpace: 'its datastore has no room for a VMware snapshot',
}

export function afterTask({ state, faultType, faultMessage }: TaskState): Held {
  if (state === 'success') return quiesced
  const known = faults[faultType ?? '']
  if (known) return notQuiesced(`${known} (${faultType})`)
  return notQuiesced(`the vCenter could not take its snapshot: ${faultMessage || faultType || 'no reason given'}`)
}

/** A point is application-consistent only when every VM in it is; where no VM is known, nothing was held still. */
export function pointConsistency(vms: readonly VmConsistency[] | null): Consistency {
  return vms && vms.length > 0 && vms.every(({ consistency }) => consistency === 'application')
    ? 'application'
    : 'crash'
}

const NAMED = 5

/** `5 of 6 VMs are application-consistent; db01: took longer than 120 s`. */
export function consistencySentence(vms: readonly VmConsistency[]): string {
  if (vms.length === 0) return 'No VM is assigned, so none was quiesced'
  const crash = vms.filter(({ consistency }) => consistency === 'crash')
  const held = vms.length - crash.length
  const count = `${held} of ${vms.length} ${vms.length === 1 ? 'VM is' : 'VMs are'} application-consistent`
  const named = crash.slice(0, NAMED).map(({ name, because }) => `${name}: ${because ?? 'the reason is not known'}`)
  const more = crash.length > NAMED ? [`${crash.length - NAMED} more`] : []
  return [count, ...named, ...more].join('; ')
}
