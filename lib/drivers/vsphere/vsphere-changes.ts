import type { MoRef, PowerState } from '../../domain/inventory.ts'
import type { VmHardware } from '../../domain/vm-hardware.ts'

export type Signal = { readonly signal: AbortSignal }

/** A VM to be made without disks. Names of datastores and networks are resolved by MoRef, never by name. */
export type NewVm = {
  readonly name: string
  /** The vmx is made in a folder of the VM's name on this datastore. */
  readonly datastore: MoRef
  readonly guestId: string
  readonly hardwareVersion: string | null
  readonly firmware: 'bios' | 'efi'
  readonly secureBoot: boolean
  readonly cpus: number
  readonly coresPerSocket: number
  readonly memoryMib: number
  /** `config.uuid`: guests' licences hang on it. The instance UUID is always the vCenter's own choice. */
  readonly biosUuid: string | null
  /** Device class and bus, e.g. `ParaVirtualSCSIController`. The bus is never shared. */
  readonly controllers: readonly { readonly type: string; readonly bus: number }[]
  /** Connected at no time, until a recovery connects them. */
  readonly nics: readonly NewNic[]
  readonly annotation: string
  readonly extraConfig: Readonly<Record<string, string>>
}

export type NewNic = {
  /** As in the inventory: `vmxnet3`, `e1000e`… */
  readonly type: string
  /** Null: the vCenter gives one. */
  readonly mac: string | null
  /** Null: a NIC without a network. */
  readonly network: MoRef | null
}

export type Placement = {
  readonly folder: MoRef
  readonly resourcePool: MoRef
  /** Null: the vCenter chooses a host of the pool's cluster. */
  readonly host: MoRef | null
}

/** What of a VM is to be different. What is absent stays. */
export type VmChange = {
  readonly name?: string
  readonly annotation?: string
  readonly extraConfig?: Readonly<Record<string, string>>
  /** Adds an existing vmdk, as it lies there, at that controller and unit. */
  readonly attachDisks?: readonly {
    readonly controller: { readonly type: string; readonly bus: number }
    readonly unit: number
    readonly datastore: MoRef
    /** Relative to the datastore: `web01/web01.vmdk`. */
    readonly path: string
    readonly mode: string
  }[]
  /** By device key. The files stay. */
  readonly detachDisks?: readonly number[]
  /** By device key. */
  readonly nics?: readonly { readonly key: number; readonly network: MoRef | null; readonly connected: boolean }[]
}

export type FoundFile = { readonly path: string; readonly sizeBytes: number | null; readonly isFolder: boolean }

export type NasDatastore = {
  /** The datastore's name, the same on every host. */
  readonly name: string
  readonly remoteHost: string
  readonly remotePath: string
}

export type VmQuestion = {
  readonly id: string
  readonly text: string
  /** Message ids, e.g. `msg.uuid.altered`. */
  readonly messages: readonly string[]
  readonly choices: readonly { readonly key: string; readonly label: string }[]
}

/** What of a VM changes by itself, read for many at a time. */
export type VmPulse = {
  readonly vm: MoRef
  readonly powerState: PowerState | null
  readonly toolsRunning: boolean
  /** `green`, `yellow`, `red`, `gray`. */
  readonly heartbeat: string | null
  readonly question: VmQuestion | null
}

/**
 * What Zerfaux changes in a vCenter, and what it reads to verify it. Part of `VsphereDriver`; the same
 * rules hold. Whatever is called a task is only begun: follow it, then re-read what it changed.
 *
 * After an aborted or lost call nobody knows whether it was carried out: the caller looks before it
 * asks again. Refusals are `remote_rejected` with the fault's type in `facts.fault`, unless told otherwise.
 */
export interface VsphereChanges {
  /** Hardware, files and marks of one VM, read at this moment. Null when the vCenter does not know it. */
  vmHardware(vm: MoRef, options: Signal): Promise<VmHardware | null>

  /** All VMs with that instance UUID; more than one only where something is wrong. */
  findByInstanceUuid(uuid: string, options: Signal): Promise<readonly MoRef[]>

  /** All VMs whose extra config has this value for that key: how our own shells are found again. */
  findByExtraConfig(key: string, value: string, options: Signal): Promise<readonly MoRef[]>

  /** Moves home and all disks, sharing nothing with any other VM. A task. */
  relocateVm(vm: MoRef, datastore: MoRef, options: Signal): Promise<MoRef>

  /** A task; its result is the VM. @throws ZerfauxError `conflict` when the name is taken in that folder */
  createVm(spec: NewVm, placement: Placement, options: Signal): Promise<MoRef>

  /** A task. */
  reconfigureVm(vm: MoRef, change: VmChange, options: Signal): Promise<MoRef>

  /** A task; its result is the VM. */
  registerVm(vmxPath: string, name: string | null, placement: Placement, options: Signal): Promise<MoRef>

  /** Takes it out of the inventory; its files stay. Nothing to do when it is gone. */
  unregisterVm(vm: MoRef, options: Signal): Promise<void>

  /** Takes it out of the inventory with its files. A task. @throws ZerfauxError `precondition_failed` when it has a disk or runs: only empty shells are destroyed */
  destroyShell(vm: MoRef, options: Signal): Promise<MoRef>

  /** A task. Already so: the task ends well all the same. */
  power(vm: MoRef, to: 'on' | 'off', options: Signal): Promise<MoRef>

  /** Asks the guest to shut itself down and does not wait. @throws ZerfauxError `precondition_failed` where VMware Tools do not run */
  shutdownGuest(vm: MoRef, options: Signal): Promise<void>

  /** Merges what removed snapshots left behind. A task. */
  consolidateDisks(vm: MoRef, options: Signal): Promise<MoRef>

  answerQuestion(vm: MoRef, questionId: string, choice: string, options: Signal): Promise<void>

  /** PNG of the console, or null where the vCenter cannot give one. */
  screenshot(vm: MoRef, options: Signal): Promise<Uint8Array | null>

  /** What lies right in that folder of the datastore; empty where there is no such folder. `''` is its root. */
  browseDatastore(datastore: MoRef, folder: string, options: Signal): Promise<readonly FoundFile[]>

  /** Mounts an export on a host. One that is there already, equal in all three, is adopted. @returns the datastore */
  mountNas(host: MoRef, nas: NasDatastore, options: Signal): Promise<MoRef>

  /** Nothing to do where it is not mounted. @throws ZerfauxError `busy` while a VM of that host lies on it */
  unmountDatastore(host: MoRef, datastore: MoRef, options: Signal): Promise<void>

  /** HA does not restart it and DRS does not move it by itself, as far as the cluster has the one or the other. A task. */
  exemptFromCluster(vm: MoRef, cluster: MoRef, options: Signal): Promise<MoRef>

  /** Null: the cluster has no override for it. */
  clusterOverrides(
    vm: MoRef,
    cluster: MoRef,
    options: Signal,
  ): Promise<{ readonly haRestart: string | null; readonly drs: string | null } | null>

  /**
   * Follows any number of VMs with one question that stays open (WaitForUpdatesEx), through re-login.
   * Gives each VM's state once at the beginning and then when it changes; ends with the signal.
   */
  watchVms(vms: readonly MoRef[], options: Signal): AsyncIterable<readonly VmPulse[]>
}
