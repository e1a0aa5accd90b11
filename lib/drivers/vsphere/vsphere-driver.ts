import type { MoRef, TaskState, VcenterAbout, VcenterObject, VmRecord } from '../../domain/inventory.ts'
import type { OurVmSnapshot, VmReadiness } from '../../domain/vm-snapshot.ts'
import type { VsphereChanges } from './vsphere-changes.ts'

export type NewSnapshot = {
  readonly name: string
  readonly description: string
  /** The guest flushes what it holds in memory, its applications too where they take part. */
  readonly quiesce: boolean
  readonly memory: boolean
}

/**
 * One vCenter, as Zerfaux needs it. Two implementations: `SimulatedVsphereDriver` and
 * `SoapVsphereDriver`. Both pass `vsphere-driver.contract.ts`.
 *
 * Rules for every method:
 * - Reads change nothing. When the session has ended, the driver signs in again once by itself.
 * - Fails with ZerfauxError: `unreachable` (retry may help), `sign_in_refused`, `identity_changed`
 *   (certificate is not the pinned one), `permission_missing`, `not_found`, otherwise
 *   `remote_rejected` naming the fault's type.
 * - Long ones take a signal and stop within a second of it.
 */
export interface VsphereDriver extends VsphereChanges {
  readonly kind: 'vsphere' | 'simulated'

  about(): Promise<VcenterAbout>

  /**
   * All VMs and templates, in pages as they arrive: memory does not grow with the inventory, and a
   * page is asked for only when the one before has been taken.
   */
  virtualMachines(options: {
    readonly signal: AbortSignal
    readonly pageSize?: number
  }): AsyncIterable<readonly VmRecord[]>

  /** Datacenters, folders, clusters, hosts, resource pools, datastores and networks. */
  objects(options: { readonly signal: AbortSignal }): Promise<readonly VcenterObject[]>

  /** Null when the vCenter does not know that task (any more). */
  task(moref: MoRef): Promise<TaskState | null>

  /**
   * Waits until the task has ended, through re-login. Resolves with its last state, also when that
   * is `error`; an abort leaves the task running.
   */
  followTask(
    moref: MoRef,
    options: { readonly signal: AbortSignal; readonly onProgress: (state: TaskState) => void },
  ): Promise<TaskState>

  /** Asks for an end. A task that has ended or does not let itself be cancelled is left as it is. */
  cancelTask(moref: MoRef, options: { readonly signal: AbortSignal }): Promise<void>

  /** Null when the vCenter does not know that VM (any more). */
  vmReadiness(vm: MoRef, options: { readonly signal: AbortSignal }): Promise<VmReadiness | null>

  /**
   * Begins a snapshot of the VM; the task is to be followed. After an abort or a lost answer the
   * snapshot may come into being all the same: `removeSnapshotsNamed` is how to be rid of it.
   */
  createSnapshot(vm: MoRef, snapshot: NewSnapshot, options: { readonly signal: AbortSignal }): Promise<MoRef>

  /**
   * Removes every snapshot of the VM that has exactly this name, no other, and no children of it, and
   * waits until the disks are consolidated. Answers how many; 0 also when the VM is gone. An abort
   * leaves a removal that has begun to itself.
   */
  removeSnapshotsNamed(vm: MoRef, exactName: string, options: { readonly signal: AbortSignal }): Promise<number>

  /** Every snapshot in the vCenter whose name is one that Zerfaux gives (`isOurs`). */
  ourSnapshots(options: { readonly signal: AbortSignal }): Promise<readonly OurVmSnapshot[]>

  /** Logs out and ends kept connections. The driver can be used again afterwards. */
  close(): Promise<void>
}
