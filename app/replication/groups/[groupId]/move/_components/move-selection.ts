import { z } from 'zod'
import type { ProtectedVmView } from '@/lib/services/protected-vms/protected-vm-view'
import type { SearchParams } from '../../../../_components/search-params'

/** Long addresses are cut off on their way; larger selections have a name instead. */
export const MAX_NAMED = 150

const Selection = z.object({
  vm: z.array(z.uuid()).max(MAX_NAMED),
  which: z.enum(['needing', 'moved_away']).optional(),
})
export type MoveSelection = z.infer<typeof Selection>

/** Which VMs the wizard is about. It stands in the address, so that each page survives reload and back. */
export function readSelection({ vm, which }: SearchParams): MoveSelection {
  return Selection.parse({ vm: [vm].flat().filter((id) => id !== undefined), which: [which].flat()[0] })
}

export function idsOf({ vm, which }: MoveSelection, vms: readonly ProtectedVmView[]): string[] {
  const chosen = new Set(vm)
  return vms.filter((one) => chosen.has(one.id) || (which !== undefined && fits[which](one))).map(({ id }) => id)
}

const fits = {
  needing: ({ inProtectionDatastore }: ProtectedVmView) => !inProtectionDatastore,
  moved_away: (vm: ProtectedVmView) => wasMovedAway(vm),
} satisfies Record<NonNullable<MoveSelection['which']>, (vm: ProtectedVmView) => boolean>

export function wasMovedAway({ attention }: ProtectedVmView): boolean {
  return attention.some(({ code }) => code === 'moved_away')
}

export function movePath(groupId: string, page: '' | 'plan', selection?: MoveSelection): string {
  const path = `/replication/groups/${groupId}/move${page && `/${page}`}`
  if (!selection) return path
  const query = new URLSearchParams(selection.vm.map((id) => ['vm', id]))
  if (selection.which) query.set('which', selection.which)
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

export function batchPath(groupId: string, page: 'progress' | 'result', batchId: string): string {
  return `/replication/groups/${groupId}/move/${page}?batch=${batchId}`
}
