import { setTimeout as delay } from 'node:timers/promises'

/** Time as the drivers see it. Tests pass one of their own, so nothing waits for real. */
export type Clock = {
  readonly now: () => number
  /** Rejects with the signal's reason when it is aborted first. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    await delay(milliseconds, undefined, { signal }).catch(() => undefined)
    signal.throwIfAborted()
  },
}
