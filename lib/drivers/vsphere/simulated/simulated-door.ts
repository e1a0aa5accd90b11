import type { SimulatedStore } from '../../simulated-store.ts'
import type { Clock } from '../clock.ts'
import type { SimulatedVcenter } from '../simulated-vcenter.ts'
import { isSlow, refuseDenied, refuseSentinels, type SimulatedAddress } from './sentinels.ts'
import { settle } from './simulated-effect.ts'
import { forgetTroubles, type SimulatedTrouble } from './simulated-trouble.ts'

const SLOW_MS = 1_000

/** The way into a simulated vCenter: refuses whom it refuses, and shows what its tasks have done by now. */
export class SimulatedDoor {
  readonly clock: Clock
  readonly #store: SimulatedStore<SimulatedVcenter>
  readonly #address: SimulatedAddress

  constructor(store: SimulatedStore<SimulatedVcenter>, address: SimulatedAddress, clock: Clock) {
    this.clock = clock
    this.#store = store
    this.#address = address
  }

  async read(doing: string, signal: AbortSignal = new AbortController().signal): Promise<SimulatedVcenter> {
    await this.#enter(doing, signal)
    const state = await this.#store.read()
    settle(state, this.clock.now())
    return state
  }

  async change<Result>(
    doing: string,
    signal: AbortSignal,
    change: (state: SimulatedVcenter, now: number) => Result,
  ): Promise<Result> {
    await this.#enter(doing, signal)
    let used: SimulatedTrouble[] = []
    try {
      return await this.#store.update((state) => {
        settle(state, this.clock.now())
        const before = [...(state.troubles ?? [])]
        try {
          return change(state, this.clock.now())
        } finally {
          used = before.filter((trouble) => !state.troubles?.includes(trouble))
        }
      })
    } catch (error) {
      // What was refused has changed nothing, but the trouble that it ran into is used up.
      if (used.length > 0) await this.#store.update((state) => forgetTroubles(state, used))
      throw error
    }
  }

  /** Time that an answer takes. */
  async answer(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (isSlow(this.#address)) await this.clock.sleep(SLOW_MS, signal)
  }

  async #enter(doing: string, signal: AbortSignal): Promise<void> {
    await this.answer(signal)
    refuseSentinels(this.#address)
    refuseDenied(this.#address, doing)
  }
}
