import type { VmRecord } from './inventory.ts'

export type VmPlaces = Pick<VmRecord, 'disks' | 'datastores'> & Partial<Pick<VmRecord, 'vmxPath'>>

/**
 * A VM is on a datastore only when its home and every disk are. An ISO that is mounted from elsewhere,
 * or a swap file that its host keeps, does not count; where the home is unknown, nothing may be elsewhere.
 */
export function liesWhollyOn(vm: VmPlaces, datastore: string): boolean {
  return homeIsOn(vm, datastore) && vm.disks.every((disk) => disk.datastore === datastore)
}

/** The datastore that it lies on, or null when it is spread over several or none is known. */
export function onlyDatastore(vm: VmPlaces): string | null {
  const home = homeOf(vm)
  if (home === null) return vm.datastores.length === 1 ? (vm.datastores[0] ?? null) : null
  return liesWhollyOn(vm, home) ? home : null
}

/** Of the home alone, from the vmx; null when that is unknown. */
export function homeOf({ vmxPath }: Pick<VmPlaces, 'vmxPath'>): string | null {
  return vmxPath ? (datastorePath(vmxPath)?.datastore ?? null) : null
}

export type DatastorePath = { readonly datastore: string; readonly path: string }

/** `[nfs-01] web01/web01.vmx`. Null for what is no such path. */
export function datastorePath(text: string): DatastorePath | null {
  const [, datastore, path] = /^\[(.*?)\] ?(.*)$/s.exec(text) ?? []
  return datastore === undefined || path === undefined ? null : { datastore: unescaped(datastore), path }
}

function homeIsOn(vm: VmPlaces, datastore: string): boolean {
  const home = homeOf(vm)
  return home === null ? vm.datastores.length === 1 && vm.datastores[0] === datastore : home === datastore
}

/** A vCenter writes these three so in names; elsewhere names are kept as people see them. */
function unescaped(name: string): string {
  return name.replaceAll(/%2f/gi, '/').replaceAll(/%5c/gi, '\\').replaceAll('%25', '%')
}
