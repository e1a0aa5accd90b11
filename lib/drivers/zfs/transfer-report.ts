import { shellQuote } from './shell-quote.ts'

export type TransferSide = 'send' | 'recv'

/** A process where it was begun: the pid alone may belong to another one by now. */
export type RecordedProcess = { readonly pid: number; readonly startTicks: number }

/** What our own scripts say on stderr, beside what ZFS says there. */
export type TransferReport =
  | { readonly is: 'process'; readonly side: TransferSide; readonly process: RecordedProcess }
  /** Bytes that have left for the wire. */
  | { readonly is: 'wire'; readonly bytes: number }
  /** No perl there: this transfer cannot be limited. */
  | { readonly is: 'no_limiter' }

export function parseReport(line: string): TransferReport | null {
  const wire = /^zfx-wire\t(\d+)$/.exec(line)
  if (wire) return { is: 'wire', bytes: Number(wire[1]) }
  const process = /^zfx-process (send|recv) (\d+) (\d+)$/.exec(line)
  if (process) {
    const [, side, pid, startTicks] = process
    return {
      is: 'process',
      side: side === 'send' ? 'send' : 'recv',
      process: { pid: Number(pid), startTicks: Number(startTicks) },
    }
  }
  return line === 'zfx-no-limiter' ? { is: 'no_limiter' } : null
}

export const SAY_NO_LIMITER = shellQuote(['echo', 'zfx-no-limiter'])
