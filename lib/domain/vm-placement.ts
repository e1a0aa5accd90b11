import type { VmRecord } from './inventory.ts'

/** A VM is on a datastore only when everything of it is: home, every disk, nothing elsewhere. */
export function liesWhollyOn(vm: Pick<VmRecord, 'disks' | 'datastores'>, datastore: string): boolean {
  return (
    vm.datastores.length === 1 &&
    vm.datastores[0] === datastore &&
    vm.disks.every((disk) => disk.datastore === datastore)
  )
}

/** The datastore that it lies on, or null when it is spread over several or none is known. */
export function onlyDatastore(vm: Pick<VmRecord, 'datastores'>): string | null {
  return vm.datastores.length === 1 ? (vm.datastores[0] ?? null) : null
}
