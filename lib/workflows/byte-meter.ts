import type { Progress } from './replicate/replicate-tools.ts'

/** The rate is that of the last few seconds: a transfer that has slowed down must show it. */
const WINDOW_MS = 5_000
const WRITE_EVERY_MS = 1_000

export type Metered = {
  readonly bytesDone: number
  readonly bytesTotal: number | null
  readonly bytesPerSecond: number | null
}

/** Turns a stream of byte counts into about one write a second, with a rate. */
export class ByteMeter {
  readonly #write: (metered: Metered) => void
  readonly #now: () => number
  #samples: { at: number; bytes: number }[] = []
  #writtenAt = Number.NEGATIVE_INFINITY

  constructor(write: (metered: Metered) => void, now: () => number = () => performance.now()) {
    this.#write = write
    this.#now = now
  }

  report({ bytesDone, bytesTotal }: Progress): void {
    const at = this.#now()
    const last = this.#samples.at(-1)
    // Another transfer of the same job starts to count anew.
    if (last && bytesDone < last.bytes) this.#samples = []
    this.#samples = [...this.#samples.filter((sample) => at - sample.at <= WINDOW_MS), { at, bytes: bytesDone }]
    const finished = bytesTotal !== null && bytesDone >= bytesTotal
    if (at - this.#writtenAt < WRITE_EVERY_MS && !finished) return
    this.#writtenAt = at
    this.#write({ bytesDone, bytesTotal, bytesPerSecond: this.#rate() })
  }

  #rate(): number | null {
    const [first, last] = [this.#samples.at(0), this.#samples.at(-1)]
    if (!first || !last || last.at - first.at < 200) return null
    return Math.round(((last.bytes - first.bytes) * 1000) / (last.at - first.at))
  }
}
