import type { Readable, Writable } from 'node:stream'
import type { TokenBucket } from './token-bucket.ts'

/** More than this does not wait for the taker's window: a channel of ssh2 would let 2 MiB wait. */
const MOST_HANDED_OVER = 256 * 1024

/**
 * Carries one command's output into another's input. What the taker does not take yet is not read
 * either: beyond one chunk nothing waits here but what the two channels' own windows allow.
 *
 * Not `stream.pipeline`: it destroys a channel when its data ends, and with it the exit status.
 */
export class RelayPump {
  readonly #bucket: TokenBucket
  readonly #onBytes: (bytesMoved: number) => void
  #output: Readable | null = null
  #input: Writable | null = null
  #waiting: Buffer | null = null
  #timer: NodeJS.Timeout | undefined
  #moved = 0
  /** Handed over and not taken yet. */
  #handedOver = 0
  #ended = false
  #stopped = false

  constructor(bucket: TokenBucket, onBytes: (bytesMoved: number) => void) {
    this.#bucket = bucket
    this.#onBytes = onBytes
  }

  from(output: Readable): void {
    this.#output = output
    output.on('data', (chunk: Buffer) => {
      if (this.#stopped) return
      this.#waiting = this.#waiting ? Buffer.concat([this.#waiting, chunk]) : chunk
      this.#move()
    })
    output.on('end', () => {
      this.#ended = true
      this.#move()
    })
    this.#move()
  }

  to(input: Writable): void {
    this.#input = input
    this.#move()
  }

  set rate(rate: number | null) {
    this.#bucket.rate = rate
    this.#move()
  }

  /** All that was to be read has been read. */
  get ended(): boolean {
    return this.#ended
  }

  /** Moves nothing more, and lets go of what is still to be read. */
  stop(): void {
    this.#stopped = true
    this.#waiting = null
    clearTimeout(this.#timer)
    this.#output?.resume()
  }

  #move(): void {
    if (this.#stopped) return
    clearTimeout(this.#timer)
    while (this.#waiting && this.#input && this.#handedOver < MOST_HANDED_OVER) {
      const allowed = this.#bucket.take(this.#waiting.length)
      if (allowed === 0) {
        this.#timer = setTimeout(() => this.#move(), this.#bucket.delayFor(this.#waiting.length))
        break
      }
      const piece = this.#waiting.subarray(0, allowed)
      this.#waiting = allowed < this.#waiting.length ? this.#waiting.subarray(allowed) : null
      this.#handedOver += allowed
      this.#input.write(piece, () => {
        this.#handedOver -= allowed
        if (this.#waiting) this.#move()
      })
      this.#onBytes((this.#moved += allowed))
    }
    if (this.#waiting || !this.#input) this.#output?.pause()
    else if (this.#ended) this.#input.end()
    else this.#output?.resume()
  }
}
