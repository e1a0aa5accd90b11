export const healthLevels = ['unknown', 'ok', 'warning', 'critical'] as const
export type HealthLevel = (typeof healthLevels)[number]

/** A thing that is wrong with an appliance, with what to do about it. */
export type HealthProblem = { readonly code: string; readonly message: string; readonly hint: string }

export type PoolHealth = {
  readonly name: string
  /** As ZFS says: ONLINE, DEGRADED, FAULTED, … */
  readonly state: string
  readonly sizeBytes: number
  readonly availableBytes: number
  /** Percent; null when ZFS does not tell. */
  readonly fragmentationPercent: number | null
  readonly scrub: {
    readonly state: 'none' | 'running' | 'finished' | 'cancelled'
    readonly finishedAt: string | null
    readonly errors: number | null
  }
}

export type ApplianceHealth = {
  readonly health: HealthLevel
  readonly zfsVersion: string
  readonly pool: PoolHealth
  /** Round trip of one command over the kept connection. */
  readonly sshMs: number
  /** Active and enabled feature flags of the pool. */
  readonly features: readonly string[]
  readonly problems: readonly HealthProblem[]
}
