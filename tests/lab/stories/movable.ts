/** Where VMs of the lab are to lie, and where somebody puts them instead. */
export const ON = 'nfs-a-01'
export const ELSEWHERE = 'vmfs-a-01'

/** As the API lists it. */
export type ListedVm = {
  id: string
  name: string
  moref: string
  bios_uuid: string | null
  instance_uuid: string | null
  is_template: boolean
  is_encrypted: boolean | null
  has_vtpm: boolean | null
  snapshot_count: number | null
  storage_bytes: number | null
  vmx_path: string | null
  disks: { mode: string | null }[]
}

/** To be moved with nothing in the way; small, as many of them must fit on the datastore. */
export function isMovable(vm: ListedVm): boolean {
  const isElsewhere = !vm.vmx_path?.startsWith(`[${ON}]`)
  const isPlain = !vm.is_template && vm.snapshot_count === 0 && !vm.has_vtpm && !vm.is_encrypted
  const isSmall = (vm.storage_bytes ?? 0) < 80 * 2 ** 30
  return isElsewhere && isPlain && isSmall && vm.disks.every(({ mode }) => mode === 'persistent')
}

/** Every one of them, on the datastore. */
export const allOn = (files: readonly string[]) => files.length > 0 && files.every((one) => one.startsWith(`[${ON}] `))
