/** A piece is worth this much time at least: a slow transfer then moves in even steps instead of drops. */
const PIECE_SECONDS = 0.05
/** What was not used is kept for this long. */
const BURST_SECONDS = 0.25

/** Keeps a stream within a rate that may change at any time. */
export class TokenBucket {
  readonly #now: () => number
  #rate: number | null
  #tokens = 0
  #filledAt: number

  /** @param now milliseconds that never go back */
  constructor(rate: number | null, now: () => number = () => performance.now()) {
    this.#now = now
    this.#rate = rate
    this.#filledAt = now()
  }

  /** Bytes per second from now on; null = as fast as it goes. */
  set rate(rate: number | null) {
    this.#fill()
    this.#rate = rate
    this.#tokens = Math.min(this.#tokens, this.#most())
  }

  /** How many of so many bytes may go now; 0 = none yet. What it answers counts as gone. */
  take(wanted: number): number {
    if (this.#rate === null) return wanted
    this.#fill()
    if (this.#tokens < this.#piece(wanted)) return 0
    const granted = Math.min(wanted, Math.floor(this.#tokens))
    this.#tokens -= granted
    return granted
  }

  /** Milliseconds until some of so many bytes may go. */
  delayFor(wanted: number): number {
    if (this.#rate === null) return 0
    this.#fill()
    return Math.max(0, Math.ceil(((this.#piece(wanted) - this.#tokens) / this.#rate) * 1000))
  }

  #piece(wanted: number): number {
    return Math.min(wanted, Math.max(1, Math.floor((this.#rate ?? 0) * PIECE_SECONDS)))
  }

  #most(): number {
    return Math.max(1, (this.#rate ?? 0) * BURST_SECONDS)
  }

  #fill(): void {
    const at = this.#now()
    this.#tokens = Math.min(this.#most(), this.#tokens + ((at - this.#filledAt) / 1000) * (this.#rate ?? 0))
    this.#filledAt = at
  }
}
