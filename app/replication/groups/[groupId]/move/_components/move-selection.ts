import type { ProtectedVmView } from '@/lib/services/protected-vms/protected-vm-view'
import { vmSelection, withSelection } from '../../_components/vm-selection'

export const moveSelection = vmSelection({ needing: needsMove, moved_away: wasMovedAway })
export type MoveSelection = ReturnType<typeof moveSelection.read>

export function needsMove({ inProtectionDatastore }: ProtectedVmView): boolean {
  return !inProtectionDatastore
}

export function wasMovedAway({ attention }: ProtectedVmView): boolean {
  return attention.some(({ code }) => code === 'moved_away')
}

export function movePath(groupId: string, page: '' | 'plan', selection?: MoveSelection): string {
  return withSelection(`/replication/groups/${groupId}/move${page && `/${page}`}`, selection)
}

export function batchPath(groupId: string, page: 'progress' | 'result', batchId: string): string {
  return `/replication/groups/${groupId}/move/${page}?batch=${batchId}`
}
