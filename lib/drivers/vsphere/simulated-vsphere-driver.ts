import { ZerfauxError } from '../../domain/errors.ts'
import type { MoRef, TaskState, VcenterAbout, VcenterObject, VmRecord } from '../../domain/inventory.ts'
import type { OurVmSnapshot, VmReadiness } from '../../domain/vm-snapshot.ts'
import type { SimulatedStore } from '../simulated-store.ts'
import { systemClock, type Clock } from './clock.ts'
import { DEFAULT_PAGE_SIZE } from './default-page-size.ts'
import type { SimulatedAddress } from './simulated/sentinels.ts'
import { SimulatedChanges } from './simulated/simulated-changes.ts'
import { SimulatedDoor } from './simulated/simulated-door.ts'
import {
  beginSnapshot,
  cancelSimulatedTask,
  ourSimulatedSnapshots,
  removeSimulatedSnapshots,
  simulatedReadiness,
} from './simulated/simulated-snapshots.ts'
import { taskStateAt } from './simulated/simulated-task.ts'
import type { SimulatedVcenter } from './simulated-vcenter.ts'
import type { NewSnapshot, VsphereDriver } from './vsphere-driver.ts'

const POLL_MS = 250

export type SimulatedVsphereOptions = SimulatedAddress & { readonly clock?: Clock }

/** A vCenter that exists only in its store. A fake, not a mock: it refuses what a vCenter refuses. */
export class SimulatedVsphereDriver extends SimulatedChanges implements VsphereDriver {
  readonly kind = 'simulated'

  constructor(
    store: SimulatedStore<SimulatedVcenter>,
    { clock = systemClock, ...address }: SimulatedVsphereOptions = {},
  ) {
    super(new SimulatedDoor(store, address, clock))
  }

  async about(): Promise<VcenterAbout> {
    return (await this.door.read('read what it is')).about
  }

  async *virtualMachines({
    signal,
    pageSize = DEFAULT_PAGE_SIZE,
  }: {
    readonly signal: AbortSignal
    readonly pageSize?: number
  }): AsyncGenerator<readonly VmRecord[]> {
    const { vms } = await this.door.read('read its VMs', signal)
    for (let at = 0; at < vms.length; at += pageSize) {
      await this.door.answer(signal)
      yield vms.slice(at, at + pageSize)
    }
  }

  async objects({ signal }: { readonly signal: AbortSignal }): Promise<readonly VcenterObject[]> {
    return (await this.door.read('read its inventory', signal)).objects
  }

  async task(moref: MoRef): Promise<TaskState | null> {
    const { tasks } = await this.door.read(`read task ${moref}`)
    const task = tasks[moref]
    return task ? taskStateAt(task, this.door.clock.now()) : null
  }

  async followTask(
    moref: MoRef,
    { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (state: TaskState) => void },
  ): Promise<TaskState> {
    for (;;) {
      signal.throwIfAborted()
      const state = await this.task(moref)
      if (!state) throw new ZerfauxError('not_found', `The vCenter knows no task ${moref}`)
      onProgress(state)
      if (state.state === 'success' || state.state === 'error') return state
      await this.door.clock.sleep(POLL_MS, signal)
    }
  }

  async cancelTask(moref: MoRef, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    await this.door.change(`cancel task ${moref}`, signal, (state, now) => cancelSimulatedTask(state, moref, now))
  }

  async vmReadiness(vm: MoRef, { signal }: { readonly signal: AbortSignal }): Promise<VmReadiness | null> {
    return simulatedReadiness(await this.door.read(`read VM ${vm}`, signal), vm, this.door.clock.now())
  }

  async createSnapshot(vm: MoRef, snapshot: NewSnapshot, { signal }: { readonly signal: AbortSignal }): Promise<MoRef> {
    return this.door.change(`take a snapshot of VM ${vm}`, signal, (state, now) =>
      beginSnapshot(state, vm, snapshot, now),
    )
  }

  async removeSnapshotsNamed(
    vm: MoRef,
    exactName: string,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<number> {
    return this.door.change(`remove snapshots of VM ${vm}`, signal, (state, now) =>
      removeSimulatedSnapshots(state, vm, exactName, now),
    )
  }

  async ourSnapshots({ signal }: { readonly signal: AbortSignal }): Promise<readonly OurVmSnapshot[]> {
    return ourSimulatedSnapshots(await this.door.read('read the snapshots', signal), this.door.clock.now())
  }

  /** Nothing is kept open. */
  async close(): Promise<void> {}
}
