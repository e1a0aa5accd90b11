import { expect } from 'vitest'
import type { MoRef, TaskState } from '../../../domain/inventory.ts'
import type { VmHardware } from '../../../domain/vm-hardware.ts'
import type { NewVm, Placement } from '../vsphere-changes.ts'
import type { VsphereDriver } from '../vsphere-driver.ts'

/** Where tests may make things. All of it is removed again. */
export type ChangesRig = {
  readonly driver: VsphereDriver
  readonly place: Placement & { readonly cluster: MoRef; readonly host: MoRef }
  /** Another folder of VMs, where tests may make things too. */
  readonly otherFolder: MoRef
  /** Two that the host sees. */
  readonly datastores: readonly [MoRef, MoRef]
  /** One of each kind that the vCenter has. */
  readonly networks: readonly MoRef[]
  /** What names of these tests begin with. */
  readonly prefix: string
  /** A VM that the vCenter does not have. */
  readonly unknown: MoRef
  /** Ends the driver's session behind its back, where that can be done. */
  readonly endSession: () => Promise<void>
}

/** A VM that tests may move and change: powered off, with a disk, on the first datastore. */
export type MovableRig = ChangesRig & { readonly movable: MoRef }

/** A VM that runs with VMware Tools; tests take snapshots of it, shut it down and start it again. */
export type GuestRig = ChangesRig & { readonly guest: MoRef }

/** Ways to make a vCenter fail that only a simulated one has. */
export type SpoiledRig = MovableRig & {
  readonly spoil: (call: SpoiledCall, fault: string, at: 'call' | 'task') => Promise<void>
  /** The next task of that kind is still running after its call was answered. */
  readonly slow: (call: SpoiledCall) => Promise<void>
  /** It stands still with the question that a vCenter asks of copies. */
  readonly ask: (vm: MoRef) => Promise<void>
  readonly needConsolidation: (vm: MoRef) => Promise<void>
  /** A VM that runs with VMware Tools, and one that runs without. */
  readonly running: { readonly withTools: MoRef; readonly without: MoRef }
}

export type SpoiledCall = 'relocateVm' | 'createVm' | 'reconfigureVm' | 'power'

export const never = { signal: new AbortController().signal }

let made = 0

/** What every test of this suite does. */
export class Hands {
  readonly rig: ChangesRig
  readonly #shells: MoRef[] = []

  constructor(rig: ChangesRig) {
    this.rig = rig
  }

  name(word: string): string {
    return `${this.rig.prefix}${word}-${++made}`
  }

  follow(task: MoRef): Promise<TaskState> {
    return this.rig.driver.followTask(task, { ...never, onProgress: () => {} })
  }

  async succeed(task: Promise<MoRef>): Promise<TaskState> {
    const last = await this.follow(await task)
    expect(last).toMatchObject({ state: 'success', faultType: null })
    return last
  }

  spec(more: Partial<NewVm> = {}): NewVm {
    const { networks, datastores } = this.rig
    return {
      name: this.name('shell'),
      datastore: datastores[0],
      guestId: 'ubuntu64Guest',
      hardwareVersion: 'vmx-13',
      firmware: 'efi',
      secureBoot: true,
      cpus: 4,
      coresPerSocket: 2,
      memoryMib: 2048,
      biosUuid: '42aa0000-0000-4000-8000-0000000000aa',
      controllers: [
        { type: 'ParaVirtualSCSIController', bus: 0 },
        { type: 'VirtualNVMEController', bus: 0 },
        { type: 'VirtualAHCIController', bus: 0 },
      ],
      nics: [
        ...networks.map((network, at) => ({ type: 'vmxnet3', mac: `00:50:56:01:02:0${at}`, network })),
        { type: 'e1000e', mac: null, network: networks[0] ?? null },
      ],
      annotation: 'Made by a test <of ours> & removed by it',
      extraConfig: { 'zfx.role': 'test', 'zfx.note': 'a<b>&c' },
      ...more,
    }
  }

  /** Created, and remembered for `clear`. */
  async shell(spec: NewVm = this.spec()): Promise<MoRef> {
    const { result } = await this.succeed(this.rig.driver.createVm(spec, this.rig.place, never))
    if (!result) throw new TypeError('The task did not say which VM it made')
    this.#shells.push(result)
    return result
  }

  remember(vm: MoRef): void {
    this.#shells.push(vm)
  }

  async look(vm: MoRef): Promise<VmHardware> {
    const found = await this.rig.driver.vmHardware(vm, never)
    if (!found) throw new TypeError(`There is no VM ${vm}`)
    return found
  }

  async datastoreName(moref: MoRef): Promise<string> {
    const objects = await this.rig.driver.objects(never)
    return objects.find((object) => object.moref === moref)?.name ?? ''
  }

  /** Whatever a test left behind. */
  async clear(): Promise<void> {
    for (const vm of this.#shells.splice(0)) {
      const found = await this.rig.driver.vmHardware(vm, never)
      if (!found) continue
      await this.follow(await this.rig.driver.power(vm, 'off', never))
      const detachDisks = found.disks.map(({ key }) => key)
      if (detachDisks.length > 0) await this.follow(await this.rig.driver.reconfigureVm(vm, { detachDisks }, never))
      await this.follow(await this.rig.driver.destroyShell(vm, never))
    }
  }
}
