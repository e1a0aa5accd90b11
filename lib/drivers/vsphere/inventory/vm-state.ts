import type { PowerState, ToolsStatus } from '../../../domain/inventory.ts'
import type { ManagedObject } from '../schema/wire-types.ts'

type VmProperties = ManagedObject<'VirtualMachine'>['properties']

const powerStates: Readonly<Record<string, PowerState>> = {
  poweredOn: 'powered_on',
  poweredOff: 'powered_off',
  suspended: 'suspended',
}

const runningStatuses: Readonly<Record<string, ToolsStatus>> = {
  guestToolsRunning: 'running',
  guestToolsNotRunning: 'not_running',
  guestToolsExecutingScripts: 'executing_scripts',
}

export function powerStateOf(vm: VmProperties): PowerState | null {
  return powerStates[vm['runtime.powerState'] ?? ''] ?? null
}

export function toolsStatusOf(vm: VmProperties): ToolsStatus | null {
  // The second is deprecated, but the only one that simulators fill in.
  if (vm['guest.toolsVersionStatus2'] === 'guestToolsNotInstalled') return 'not_installed'
  if (vm['guest.toolsStatus'] === 'toolsNotInstalled') return 'not_installed'
  return runningStatuses[vm['guest.toolsRunningStatus'] ?? ''] ?? null
}
