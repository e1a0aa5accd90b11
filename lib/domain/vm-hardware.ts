import type { VmRecord } from './inventory.ts'

/** A VM as it is at this moment, with what an inventory does not keep. */
export type VmHardware = Pick<
  VmRecord,
  | 'moref'
  | 'instanceUuid'
  | 'biosUuid'
  | 'name'
  | 'powerState'
  | 'guestId'
  | 'firmware'
  | 'hardwareVersion'
  | 'cpus'
  | 'coresPerSocket'
  | 'memoryBytes'
  | 'nics'
  | 'disks'
  | 'controllers'
  | 'vmxPath'
  | 'isEncrypted'
  | 'hasVtpm'
  | 'secureBoot'
  | 'snapshotCount'
  | 'datastores'
> & {
  readonly annotation: string | null
  /** Those whose key begins `zfx.`. */
  readonly extraConfig: Readonly<Record<string, string>>
  /** Every file that belongs to it, as `[datastore] path`: what a move must have taken along. */
  readonly files: readonly string[]
  /** Keys of NICs that are plugged in now, or will be when it starts. */
  readonly connectedNics: readonly number[]
  /** The vCenter says that disks need consolidation. */
  readonly needsConsolidation: boolean
}
