import { ZerfauxError } from '../../domain/errors.ts'
import type { Compression } from '../../domain/group-enums.ts'
import { parseSendLine } from './parse-send-progress.ts'
import { parseReport, type RecordedProcess, type TransferSide } from './transfer-report.ts'
import type { Watch } from './zfs-driver.ts'

const SAY_EVERY_MS = 250

/**
 * Looks after one transfer: counts its bytes, ends it when none moves, asks for its limit once a
 * second and hands it on, and remembers the processes that were begun for it.
 */
export class TransferMonitor {
  /** Aborted with the reason for which the transfer has to end. */
  readonly signal: AbortSignal
  readonly processes = new Map<TransferSide, RecordedProcess>()
  readonly #watch: Watch
  readonly #compression: Compression
  readonly #source: string
  readonly #ending = new AbortController()
  #clock: NodeJS.Timeout | undefined
  #silentSeconds = 0
  #rate: number | null = null
  #onRate: (rate: number | null) => void = () => {}
  #canLimit = true
  #plain = 0
  #wire = 0
  #estimate = 0
  #saidAt = Number.NEGATIVE_INFINITY
  #complaints: string[] = []

  constructor(watch: Watch, compression: Compression, source: string) {
    this.#watch = watch
    this.#compression = compression
    this.#source = source
    this.signal = AbortSignal.any([watch.signal, this.#ending.signal])
  }

  /** What either end complained about. */
  get complaints(): string {
    return this.#complaints.join('\n')
  }

  /** Starts the clock. @returns the rate to begin with */
  async start(): Promise<number | null> {
    this.#rate = (await this.#watch.allowedBytesPerSecond?.()) ?? null
    this.#clock = setInterval(() => this.#tick(), 1000)
    return this.#rate
  }

  stop(): void {
    clearInterval(this.#clock)
  }

  /** From now on a new rate goes there. */
  feedRateTo(onRate: (rate: number | null) => void): void {
    this.#onRate = onRate
  }

  /**
   * For what is written to stderr at one side. Of its own process alone it is believed: in a direct
   * transfer the target's words come through the source, whose root could name any process of the target.
   */
  linesOf(side: TransferSide): (text: string) => boolean {
    return (text) => {
      this.#onLine(side, text)
      return true
    }
  }

  #onLine(side: TransferSide, text: string): void {
    const report = parseReport(text)
    if (report?.is === 'wire') this.onWireBytes(report.bytes)
    else if (report?.is === 'process') {
      if (report.side === side) this.processes.set(side, report.process)
    } else if (report?.is === 'no_limiter') {
      this.#canLimit = false
      this.#applyRate(this.#rate)
    } else this.#onSendLine(text)
  }

  onWireBytes(bytes: number): void {
    if (bytes <= this.#wire) return
    this.#wire = bytes
    this.#silentSeconds = 0
    if (performance.now() - this.#saidAt >= SAY_EVERY_MS) this.#say()
  }

  /** The sender speaks once a second: what it moved since, or a stream of less than that, shows only here. */
  succeeded(): void {
    if (!this.#countsWire() && this.#estimate > this.#plain) this.#plain = this.#estimate
    this.#say()
  }

  #onSendLine(text: string): void {
    const line = parseSendLine(text)
    if (line.is === 'complaint') this.#complaints.push(text)
    if (line.is === 'estimate') this.#estimate = line.bytes
    if (line.is !== 'progress' || line.bytes <= this.#plain) return
    this.#plain = line.bytes
    this.#silentSeconds = 0
    this.#say()
  }

  /** The sender runs ahead by what waits in buffers; what went out is nearer to the truth, where it is the same bytes. */
  #countsWire(): boolean {
    return this.#compression === 'blocks' && this.#wire > 0
  }

  #say(): void {
    this.#saidAt = performance.now()
    const bytes = this.#countsWire() ? this.#wire : this.#plain
    if (bytes > 0) this.#watch.onBytes(bytes)
  }

  /** Counts its own ticks, not the time: a process that was frozen has not been watching. */
  #tick(): void {
    this.#silentSeconds++
    if (this.#silentSeconds >= this.#watch.stallSeconds) return this.#ending.abort(stalled(this.#watch.stallSeconds))
    this.#watch.allowedBytesPerSecond?.().then(
      (rate) => this.#applyRate(rate),
      () => {},
    )
  }

  #applyRate(rate: number | null): void {
    if (rate !== null && !this.#canLimit) return this.#ending.abort(noLimiter(this.#source))
    if (rate === this.#rate) return
    this.#rate = rate
    this.#onRate(rate)
  }
}

function stalled(seconds: number): ZerfauxError {
  return new ZerfauxError('unreachable', `The transfer moved no byte for ${seconds} s and was ended`, {
    hint: 'Check the network between the appliances and the load of the target’s pool; the transfer goes on where it stopped.',
  })
}

function noLimiter(source: string): ZerfauxError {
  return new ZerfauxError('precondition_failed', `${source} has no perl, which keeps a transfer within its limit`, {
    hint: 'Install perl-base there, send by relay, or remove the bandwidth limit of the group and its link.',
  })
}
