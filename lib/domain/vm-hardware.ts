import type { VmRecord } from './inventory.ts'

/** What an inventory keeps of it too. */
type RecordedHardware = Pick<
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
>

/** A VM as it is at this moment, with what an inventory does not keep. */
export type VmHardware = RecordedHardware & {
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

export function recordedHardware(record: VmRecord): RecordedHardware {
  return {
    moref: record.moref,
    instanceUuid: record.instanceUuid,
    biosUuid: record.biosUuid,
    name: record.name,
    powerState: record.powerState,
    guestId: record.guestId,
    firmware: record.firmware,
    hardwareVersion: record.hardwareVersion,
    cpus: record.cpus,
    coresPerSocket: record.coresPerSocket,
    memoryBytes: record.memoryBytes,
    nics: record.nics,
    disks: record.disks,
    controllers: record.controllers,
    vmxPath: record.vmxPath,
    isEncrypted: record.isEncrypted,
    hasVtpm: record.hasVtpm,
    secureBoot: record.secureBoot,
    snapshotCount: record.snapshotCount,
    datastores: record.datastores,
  }
}
