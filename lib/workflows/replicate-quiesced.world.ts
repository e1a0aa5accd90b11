import { defaultRetention } from '../domain/retention.ts'
import { MemoryStore } from '../drivers/simulated-store.ts'
import type { Clock } from '../drivers/vsphere/clock.ts'
import type { SimulatedQuiesceTrouble } from '../drivers/vsphere/simulated/simulated-snapshots.ts'
import { simulatedVcenter, type SimulatedVcenter } from '../drivers/vsphere/simulated-vcenter.ts'
import { SimulatedVsphereDriver } from '../drivers/vsphere/simulated-vsphere-driver.ts'
import type { VsphereDriver } from '../drivers/vsphere/vsphere-driver.ts'
import { makeWorld, paramsOf } from './replicate.world.ts'
import type { QuiesceParams, ReplicateParams } from './replicate/replicate-params.ts'
import type { ReplicateTools } from './replicate/replicate-tools.ts'
import { runJob } from './run-job.ts'
import { replicate } from './replicate.ts'
import { ArrayJournal } from './workflow.laws.ts'

export const TIMEOUT_SECONDS = 120

/** The world of `replicate.world.ts`, whose group's VMs run in a vCenter and hold still for its recovery points. */
export function makeQuiescedWorld(vmCount = 4) {
  const world = makeWorld()
  const state = simulatedVcenter({ name: 'west', vms: vmCount * 2 + 4 })
  const running = state.vms.filter((vm) => vm.powerState === 'powered_on' && vm.toolsStatus === 'running')
  const vms = running.slice(0, vmCount).map((vm, at) => ({
    vmId: `66666666-6666-4666-8666-${String(at).padStart(12, '0')}`,
    moref: vm.moref,
    name: vm.name,
  }))
  const store = new MemoryStore(state)
  const time = new WaitingTime(world.clock)
  const driver = new SimulatedVsphereDriver(store, { clock: time })
  const site: { vcenter: () => Promise<VsphereDriver> } = { vcenter: async () => driver }
  const quiesce: QuiesceParams = {
    vcenterId: '55555555-5555-4555-8555-555555555555',
    timeoutSeconds: TIMEOUT_SECONDS,
    vms,
  }
  const params = (sequence: number, more: Partial<ReplicateParams> = {}): ReplicateParams => ({
    ...paramsOf(sequence, defaultRetention),
    consistency: 'application',
    quiesce,
    ...more,
  })
  const newTools = (): ReplicateTools => ({
    ...world.newTools(),
    vcenter: () => site.vcenter(),
    timeLimit: (milliseconds) => time.limit(milliseconds),
  })
  const never = new AbortController().signal
  const leftOnVms = () => driver.ourSnapshots({ signal: never })
  return {
    ...world,
    store,
    driver,
    site,
    vms,
    params,
    newTools,
    leftOnVms,
    fingerprint: async () => ({ ...(await world.fingerprint()), left: await leftOnVms() }),
    change: (change: (state: SimulatedVcenter) => void) => store.update(change),
    trouble: (at: number, trouble: SimulatedQuiesceTrouble) =>
      store.update((vcenter) => {
        vcenter.quiesceTroubles = { ...vcenter.quiesceTroubles, [vms[at]?.moref ?? '']: trouble }
      }),
    round: async (sequence: number, more: Partial<ReplicateParams> = {}) => {
      world.clock.now += 60_000
      for (const key of Object.keys(world.facts)) delete world.facts[key]
      return runJob(replicate, params(sequence, more), newTools(), new ArrayJournal())
    },
    newestPoint: () => [...world.ledger.points.values()].at(-1),
  }
}

/** Time passes when somebody sleeps, and limits run out by it: nothing waits for real. */
class WaitingTime implements Clock {
  readonly #clock: { now: number }
  #limits: { readonly due: number; readonly abort: AbortController }[] = []

  constructor(clock: { now: number }) {
    this.#clock = clock
  }

  readonly now = () => this.#clock.now

  readonly sleep = async (milliseconds: number, signal: AbortSignal) => {
    signal.throwIfAborted()
    this.#clock.now += milliseconds
    // Others get their turn, as they would.
    await new Promise(setImmediate)
    for (const { abort } of this.#limits.filter(({ due }) => due <= this.#clock.now)) abort.abort()
    this.#limits = this.#limits.filter(({ due }) => due > this.#clock.now)
    signal.throwIfAborted()
  }

  limit(milliseconds: number): AbortSignal {
    const abort = new AbortController()
    this.#limits.push({ due: this.#clock.now + milliseconds, abort })
    return abort.signal
  }
}
