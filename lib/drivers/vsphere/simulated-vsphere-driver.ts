import { ZerfauxError } from '../../domain/errors.ts'
import type { MoRef, TaskState, VcenterAbout, VcenterObject, VmRecord } from '../../domain/inventory.ts'
import type { OurVmSnapshot, VmReadiness } from '../../domain/vm-snapshot.ts'
import type { SimulatedStore } from '../simulated-store.ts'
import { systemClock, type Clock } from './clock.ts'
import { DEFAULT_PAGE_SIZE } from './default-page-size.ts'
import { isSlow, refuseDenied, refuseSentinels, type SimulatedAddress } from './simulated/sentinels.ts'
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
const SLOW_MS = 1_000

export type SimulatedVsphereOptions = SimulatedAddress & { readonly clock?: Clock }

/** A vCenter that exists only in its store. A fake, not a mock: it refuses what a vCenter refuses. */
export class SimulatedVsphereDriver implements VsphereDriver {
  readonly kind = 'simulated'
  readonly #store: SimulatedStore<SimulatedVcenter>
  readonly #address: SimulatedAddress
  readonly #clock: Clock

  constructor(
    store: SimulatedStore<SimulatedVcenter>,
    { clock = systemClock, ...address }: SimulatedVsphereOptions = {},
  ) {
    this.#store = store
    this.#address = address
    this.#clock = clock
  }

  async about(): Promise<VcenterAbout> {
    return (await this.#open('read what it is')).about
  }

  async *virtualMachines({
    signal,
    pageSize = DEFAULT_PAGE_SIZE,
  }: {
    readonly signal: AbortSignal
    readonly pageSize?: number
  }): AsyncGenerator<readonly VmRecord[]> {
    const { vms } = await this.#open('read its VMs', signal)
    for (let at = 0; at < vms.length; at += pageSize) {
      await this.#answer(signal)
      yield vms.slice(at, at + pageSize)
    }
  }

  async objects({ signal }: { readonly signal: AbortSignal }): Promise<readonly VcenterObject[]> {
    return (await this.#open('read its inventory', signal)).objects
  }

  async task(moref: MoRef): Promise<TaskState | null> {
    const { tasks } = await this.#open(`read task ${moref}`)
    const task = tasks[moref]
    return task ? taskStateAt(task, this.#clock.now()) : null
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
      await this.#clock.sleep(POLL_MS, signal)
    }
  }

  async cancelTask(moref: MoRef, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    await this.#open(`cancel task ${moref}`, signal)
    await this.#store.update((state) => cancelSimulatedTask(state, moref, this.#clock.now()))
  }

  async vmReadiness(vm: MoRef, { signal }: { readonly signal: AbortSignal }): Promise<VmReadiness | null> {
    return simulatedReadiness(await this.#open(`read VM ${vm}`, signal), vm, this.#clock.now())
  }

  async createSnapshot(vm: MoRef, snapshot: NewSnapshot, { signal }: { readonly signal: AbortSignal }): Promise<MoRef> {
    await this.#open(`take a snapshot of VM ${vm}`, signal)
    return this.#store.update((state) => beginSnapshot(state, vm, snapshot, this.#clock.now()))
  }

  async removeSnapshotsNamed(
    vm: MoRef,
    exactName: string,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<number> {
    await this.#open(`remove snapshots of VM ${vm}`, signal)
    return this.#store.update((state) => removeSimulatedSnapshots(state, vm, exactName, this.#clock.now()))
  }

  async ourSnapshots({ signal }: { readonly signal: AbortSignal }): Promise<readonly OurVmSnapshot[]> {
    return ourSimulatedSnapshots(await this.#open('read the snapshots', signal), this.#clock.now())
  }

  /** Nothing is kept open. */
  async close(): Promise<void> {}

  async #open(doing: string, signal: AbortSignal = new AbortController().signal): Promise<SimulatedVcenter> {
    await this.#answer(signal)
    refuseSentinels(this.#address)
    refuseDenied(this.#address, doing)
    return this.#store.read()
  }

  async #answer(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (isSlow(this.#address)) await this.#clock.sleep(SLOW_MS, signal)
  }
}
