import { z } from 'zod'
import type { ProtectedVmView } from '@/lib/services/protected-vms/protected-vm-view'
import type { SearchParams } from '../../../../_components/search-params'

/** Long addresses are cut off on their way; larger selections have a name instead. */
export const MAX_NAMED = 150

const Selection = z.object({
  vm: z.array(z.uuid()).max(MAX_NAMED),
  which: z.enum(['without', 'repair']).optional(),
})
export type ShellSelection = z.infer<typeof Selection>

/** Which VMs the wizard is about. It stands in the address, so that each page survives reload and back. */
export function readSelection({ vm, which }: SearchParams): ShellSelection {
  return Selection.parse({ vm: [vm].flat().filter((id) => id !== undefined), which: [which].flat()[0] })
}

export function idsOf({ vm, which }: ShellSelection, vms: readonly ProtectedVmView[]): string[] {
  const chosen = new Set(vm)
  return vms.filter((one) => chosen.has(one.id) || (which !== undefined && fits[which](one))).map(({ id }) => id)
}

const fits = {
  without: ({ drShellStatus }: ProtectedVmView) => drShellStatus === 'none' || drShellStatus === 'error',
  repair: (vm: ProtectedVmView) => needsRepair(vm),
} satisfies Record<NonNullable<ShellSelection['which']>, (vm: ProtectedVmView) => boolean>

export function needsRepair({ drShellStatus, attention }: ProtectedVmView): boolean {
  return drShellStatus === 'missing' || attention.some(({ code }) => code.startsWith('dr_shell_'))
}

export function shellsPath(
  groupId: string,
  page: '' | 'plan' | 'placement' | 'create',
  selection?: ShellSelection,
): string {
  const path = `/replication/groups/${groupId}/shells${page && `/${page}`}`
  if (!selection) return path
  const query = new URLSearchParams(selection.vm.map((id) => ['vm', id]))
  if (selection.which) query.set('which', selection.which)
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}
