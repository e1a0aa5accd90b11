import type { VmRecord } from './inventory.ts'

/** What is known of a VM, from the inventory or read at this moment. */
export type MoveVm = Pick<
  VmRecord,
  | 'name'
  | 'disks'
  | 'datastores'
  | 'vmxPath'
  | 'isEncrypted'
  | 'hasVtpm'
  | 'snapshotCount'
  | 'isTemplate'
  | 'storageBytes'
> & {
  readonly gone: boolean
  /** The host that it is on; null when unknown. */
  readonly hostMoref: string | null
  /** Only a live look tells. */
  readonly needsConsolidation?: boolean
}

export type MoveDatastore = {
  readonly moref: string
  readonly freeBytes: number | null
  readonly accessible: boolean | null
  readonly hostMorefs: readonly string[]
}
