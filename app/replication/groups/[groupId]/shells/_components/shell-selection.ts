import type { ProtectedVmView } from '@/lib/services/protected-vms/protected-vm-view'
import { vmSelection, withSelection } from '../../_components/vm-selection'

export const shellSelection = vmSelection({ without: hasNoShell, repair: needsRepair })
export type ShellSelection = ReturnType<typeof shellSelection.read>

export function hasNoShell({ drShellStatus }: ProtectedVmView): boolean {
  return drShellStatus === 'none' || drShellStatus === 'error'
}

export function needsRepair({ drShellStatus, attention }: ProtectedVmView): boolean {
  return drShellStatus === 'missing' || attention.some(({ code }) => code.startsWith('dr_shell_'))
}

export function shellsPath(
  groupId: string,
  page: '' | 'plan' | 'placement' | 'create',
  selection?: ShellSelection,
): string {
  return withSelection(`/replication/groups/${groupId}/shells${page && `/${page}`}`, selection)
}
