import type { MoRef } from '../../../domain/inventory.ts'
import type { VmHardware } from '../../../domain/vm-hardware.ts'
import type {
  FoundFile,
  NasDatastore,
  NewVm,
  Placement,
  Signal,
  VmChange,
  VmPulse,
  VsphereChanges,
} from '../vsphere-changes.ts'
import { beginExemption, overridesOf, type ClusterOverrides } from './simulated-cluster.ts'
import { beginCreation, beginDestruction, beginRegistration, unregister } from './simulated-creation.ts'
import type { SimulatedDoor } from './simulated-door.ts'
import { hardwareOf, withExtraConfig, withInstanceUuid } from './simulated-hardware.ts'
import { beginMove } from './simulated-move.ts'
import { answer, beginPower, pulseOf, screenshotOf, shutdown } from './simulated-power.ts'
import { beginConsolidation, beginReconfigure } from './simulated-reconfigure.ts'
import { browse, mount, unmount } from './simulated-storage.ts'

const LOOK_MS = 250

/** What can be changed in a simulated vCenter. Each call is one read or one change of its state. */
export class SimulatedChanges implements VsphereChanges {
  protected readonly door: SimulatedDoor

  constructor(door: SimulatedDoor) {
    this.door = door
  }

  async vmHardware(vm: MoRef, { signal }: Signal): Promise<VmHardware | null> {
    return hardwareOf(await this.door.read(`read VM ${vm}`, signal), vm, this.door.clock.now())
  }

  async findByInstanceUuid(uuid: string, { signal }: Signal): Promise<readonly MoRef[]> {
    return withInstanceUuid(await this.door.read('look for a VM', signal), uuid)
  }

  async findByExtraConfig(key: string, value: string, { signal }: Signal): Promise<readonly MoRef[]> {
    return withExtraConfig(await this.door.read('look for a VM', signal), key, value)
  }

  relocateVm(vm: MoRef, datastore: MoRef, { signal }: Signal): Promise<MoRef> {
    return this.door.change(`move VM ${vm}`, signal, (state, now) => beginMove(state, vm, datastore, now))
  }

  createVm(spec: NewVm, placement: Placement, { signal }: Signal): Promise<MoRef> {
    return this.door.change(`create VM ${spec.name}`, signal, (state, now) =>
      beginCreation(state, spec, placement, now),
    )
  }

  reconfigureVm(vm: MoRef, change: VmChange, { signal }: Signal): Promise<MoRef> {
    return this.door.change(`reconfigure VM ${vm}`, signal, (state, now) => beginReconfigure(state, vm, change, now))
  }

  registerVm(vmxPath: string, name: string | null, placement: Placement, { signal }: Signal): Promise<MoRef> {
    return this.door.change(`register ${vmxPath}`, signal, (state, now) =>
      beginRegistration(state, vmxPath, name, placement, now),
    )
  }

  unregisterVm(vm: MoRef, { signal }: Signal): Promise<void> {
    return this.door.change(`unregister VM ${vm}`, signal, (state) => unregister(state, vm))
  }

  destroyShell(vm: MoRef, { signal }: Signal): Promise<MoRef> {
    return this.door.change(`destroy VM ${vm}`, signal, (state, now) => beginDestruction(state, vm, now))
  }

  power(vm: MoRef, to: 'on' | 'off', { signal }: Signal): Promise<MoRef> {
    return this.door.change(`power ${to} VM ${vm}`, signal, (state, now) => beginPower(state, vm, to, now))
  }

  shutdownGuest(vm: MoRef, { signal }: Signal): Promise<void> {
    return this.door.change(`shut down VM ${vm}`, signal, (state, now) => shutdown(state, vm, now))
  }

  consolidateDisks(vm: MoRef, { signal }: Signal): Promise<MoRef> {
    return this.door.change(`consolidate the disks of VM ${vm}`, signal, (state, now) =>
      beginConsolidation(state, vm, now),
    )
  }

  answerQuestion(vm: MoRef, questionId: string, choice: string, { signal }: Signal): Promise<void> {
    return this.door.change(`answer the question of VM ${vm}`, signal, (state) => answer(state, vm, questionId, choice))
  }

  async screenshot(vm: MoRef, { signal }: Signal): Promise<Uint8Array | null> {
    return screenshotOf(await this.door.read(`take a screenshot of VM ${vm}`, signal), vm)
  }

  async browseDatastore(datastore: MoRef, folder: string, { signal }: Signal): Promise<readonly FoundFile[]> {
    return browse(await this.door.read(`look into datastore ${datastore}`, signal), datastore, folder)
  }

  mountNas(host: MoRef, nas: NasDatastore, { signal }: Signal): Promise<MoRef> {
    return this.door.change(`mount ${nas.name}`, signal, (state) => mount(state, host, nas))
  }

  unmountDatastore(host: MoRef, datastore: MoRef, { signal }: Signal): Promise<void> {
    return this.door.change(`unmount datastore ${datastore}`, signal, (state) => unmount(state, host, datastore))
  }

  exemptFromCluster(vm: MoRef, cluster: MoRef, { signal }: Signal): Promise<MoRef> {
    return this.door.change(`set the overrides of VM ${vm}`, signal, (state, now) =>
      beginExemption(state, vm, cluster, now),
    )
  }

  async clusterOverrides(vm: MoRef, cluster: MoRef, { signal }: Signal): Promise<ClusterOverrides | null> {
    return overridesOf(await this.door.read(`read the overrides of VM ${vm}`, signal), vm, cluster)
  }

  async *watchVms(vms: readonly MoRef[], { signal }: Signal): AsyncGenerator<readonly VmPulse[]> {
    const seen = new Map<MoRef, string>()
    while (!signal.aborted) {
      const state = await this.door.read('watch VMs', signal)
      const changed = vms
        .map((vm) => pulseOf(state, vm))
        .filter((pulse) => seen.get(pulse.vm) !== JSON.stringify(pulse))
      for (const pulse of changed) seen.set(pulse.vm, JSON.stringify(pulse))
      if (changed.length > 0) yield changed
      await this.door.clock.sleep(LOOK_MS, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
    }
  }
}
