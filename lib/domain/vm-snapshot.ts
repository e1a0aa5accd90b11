import type { MoRef, PowerState, ToolsStatus } from './inventory.ts'

/** A VMware snapshot of one VM. */
export type VmSnapshot = {
  readonly snapshot: MoRef
  readonly name: string
  readonly createdAt: Date | null
}

/** What decides whether a VM can hold still, read at this moment. */
export type VmReadiness = {
  readonly name: string
  readonly powerState: PowerState | null
  readonly toolsStatus: ToolsStatus | null
  /** A disk that snapshots leave out. */
  readonly hasIndependentDisk: boolean
  /** All of them, ours and others', in no order. */
  readonly snapshots: readonly VmSnapshot[]
}

/** A VMware snapshot that carries one of our names, wherever in the vCenter. */
export type OurVmSnapshot = VmSnapshot & {
  readonly vm: MoRef
  readonly vmName: string
  /** What removing it gives back; null when the vCenter does not tell. */
  readonly sizeBytes: number | null
}
