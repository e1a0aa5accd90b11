import type { MoveObstacle } from './move-obstacles.ts'
import { datastorePath, homeOf } from './vm-placement.ts'
import type { VmDisk } from './inventory.ts'

type Vm = { readonly name: string; readonly vmxPath: string | null; readonly disks: readonly VmDisk[] }

/** The folder in which a vCenter puts a VM that moves: its name, as a file's. */
export function folderFor({ name }: Pick<Vm, 'name'>): string {
  return name.replaceAll(/[/\\%]/g, '_')
}

/**
 * Something that is not the VM's own lies in that folder. A vCenter would put it beside that, under a name
 * with a number: after a recovery nobody could tell which of the two was meant.
 *
 * @param found what lies in `folderFor(vm)` on the required datastore
 */
export function nameClash(vm: Vm, required: string, found: readonly unknown[]): MoveObstacle | null {
  const folder = folderFor(vm)
  if (found.length === 0 || isItsOwn(vm, required, folder)) return null
  return {
    code: 'name_clash',
    message: `A folder ${folder} is already on ${required}, and it is not that of ${vm.name}`,
    hint: 'Look at what lies in it. Rename or remove the folder if nobody needs it, or rename the VM.',
  }
}

function isItsOwn(vm: Vm, required: string, folder: string): boolean {
  const isThere = (datastore: string | null, path: string | null | undefined) =>
    datastore === required && (path ?? '').split('/')[0] === folder
  const home = vm.vmxPath === null ? null : datastorePath(vm.vmxPath)
  return isThere(homeOf(vm), home?.path) || vm.disks.some(({ datastore, path }) => isThere(datastore, path))
}
