import type { ApplianceHealth } from './appliance-health.ts'
import type { ZerfauxError } from './errors.ts'
import type { Compression, Consistency, Transport } from './group-enums.ts'
import type { VmRecord } from './inventory.ts'
import type { MappingFacts } from './preflight-mappings.ts'
import type { DatasetState } from './zfs-state.ts'

/** What one appliance said when it was asked. */
export type PreflightSide = {
  readonly name: string
  readonly dataset: string
  readonly found:
    | {
        readonly state: DatasetState | null
        /** The nearest dataset above that is there: what a first receive goes by. */
        readonly parent: DatasetState | null
        readonly health: ApplianceHealth
      }
    | { readonly error: ZerfauxError }
}

export type PreflightFacts = {
  readonly group: {
    readonly groupId: string
    readonly epoch: number
    readonly protectionDatastore: string
    readonly consistency: Consistency
    readonly transport: Transport
    readonly compression: Compression
    /** Of the group, of its timetable or of the link. */
    readonly limited: boolean
  }
  readonly source: PreflightSide
  readonly target: PreflightSide & {
    readonly nfsAddress: string | null
    /** Null: the receive key was never seen to work. Undefined: it needs none. */
    readonly receiveKeyVerifiedAt: Date | null | undefined
  }
  readonly sourceNfsAddress: string | null
  readonly vms: readonly (Pick<VmRecord, 'disks' | 'datastores' | 'name' | 'powerState' | 'toolsStatus'> & {
    readonly gone: boolean
  })[]
  /** As the protected site's vCenter describes it; null when it has none of that name. */
  readonly datastore: { readonly remoteHost: string | null; readonly remotePath: string | null } | null
  /** Of both directions. */
  readonly mappings: readonly MappingFacts[]
}

export type Found = Extract<PreflightSide['found'], { health: unknown }>
