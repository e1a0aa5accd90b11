import { z } from 'zod'
import type { ProtectedVmView } from '@/lib/services/protected-vms/protected-vm-view'
import type { SearchParams } from '../../../_components/search-params'

/** Long addresses are cut off on their way; larger selections have a name instead. */
export const MAX_NAMED = 150

type Named<Name extends string> = { readonly vm: readonly string[]; readonly which?: Name | undefined }

/**
 * Which VMs a wizard is about: those named, and those that fit the name of a selection. It stands in the
 * address, so that each page survives reload and back.
 */
export function vmSelection<const Name extends string>(fits: Readonly<Record<Name, (vm: ProtectedVmView) => boolean>>) {
  const Selection = z.object({
    vm: z.array(z.uuid()).max(MAX_NAMED),
    which: z.enum(Object.keys(fits) as Name[]).optional(),
  })
  return {
    read: ({ vm, which }: SearchParams): Named<Name> =>
      Selection.parse({ vm: [vm].flat().filter((id) => id !== undefined), which: [which].flat()[0] }) as Named<Name>,
    idsOf({ vm, which }: Named<Name>, vms: readonly ProtectedVmView[]): string[] {
      const chosen = new Set(vm)
      return vms.filter((one) => chosen.has(one.id) || (which !== undefined && fits[which](one))).map(({ id }) => id)
    },
  }
}

export function withSelection(path: string, selection?: Named<string>): string {
  if (!selection) return path
  const query = new URLSearchParams(selection.vm.map((id) => ['vm', id]))
  if (selection.which) query.set('which', selection.which)
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}
