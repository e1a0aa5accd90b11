import type { MoRef } from '../../../domain/inventory.ts'
import type { VmPulse } from '../vsphere-changes.ts'

const SOON_MS = 8_000

/** What an iteration has told so far. */
export class Watched {
  readonly told = new Map<MoRef, VmPulse[]>()
  readonly end: Promise<void>

  constructor(pulses: AsyncIterable<readonly VmPulse[]>) {
    this.end = this.#listen(pulses)
  }

  last(vm: MoRef): VmPulse | undefined {
    return this.told.get(vm)?.at(-1)
  }

  /** False when it has not become so in time. */
  async until(isSo: () => boolean, withinMs = SOON_MS): Promise<boolean> {
    for (let look = 0; look < withinMs / 20 && !isSo(); look++) await new Promise((resume) => setTimeout(resume, 20))
    return isSo()
  }

  async #listen(pulses: AsyncIterable<readonly VmPulse[]>): Promise<void> {
    for await (const handful of pulses)
      for (const pulse of handful) this.told.set(pulse.vm, [...(this.told.get(pulse.vm) ?? []), pulse])
  }
}
