const WINDOW_MS = 15 * 60_000
const LIMITS = { address: 10, email: 100 } as const
const MOST_KEPT = 10_000

/**
 * Counts failed sign-ins in this process. Few are allowed from one address for one account; many for
 * one account in all, since an address behind a proxy can be forged.
 */
export class SignInAttempts {
  readonly #failures = new Map<string, { count: number; until: number }>()

  /** Seconds until another try is allowed, or 0. */
  waitSeconds(address: string, email: string, now: number): number {
    const waits = Object.entries(keys(address, email)).map(([kind, key]) => {
      const found = this.#failures.get(key)
      const limit = kind === 'address' ? LIMITS.address : LIMITS.email
      return found && found.until > now && found.count >= limit ? Math.ceil((found.until - now) / 1000) : 0
    })
    return Math.max(...waits)
  }

  failed(address: string, email: string, now: number): void {
    for (const key of Object.values(keys(address, email))) {
      const found = this.#failures.get(key)
      if (found && found.until > now) found.count += 1
      else this.#failures.set(key, { count: 1, until: now + WINDOW_MS })
    }
    if (this.#failures.size > MOST_KEPT) this.#forget(now)
  }

  succeeded(address: string, email: string): void {
    this.#failures.delete(keys(address, email).address)
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#failures) if (until <= now) this.#failures.delete(key)
  }
}

function keys(address: string, email: string) {
  const account = email.trim().toLowerCase()
  return { address: `${address} ${account}`, email: account }
}

/** The one of this process. */
export const signInAttempts = new SignInAttempts()
