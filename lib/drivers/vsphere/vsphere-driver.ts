import type { MoRef, TaskState, VcenterAbout, VcenterObject, VmRecord } from '../../domain/inventory.ts'

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
export interface VsphereDriver {
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

  /** Logs out and ends kept connections. The driver can be used again afterwards. */
  close(): Promise<void>
}
