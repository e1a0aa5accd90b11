export const healthLevels = ['unknown', 'ok', 'warning', 'critical'] as const
export type HealthLevel = (typeof healthLevels)[number]

/** A thing that is wrong with an appliance, with what to do about it. */
export type HealthProblem = {
  readonly level: Exclude<HealthLevel, 'unknown' | 'ok'>
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** A disk, partition or file of the pool. Counts of errors since they were last cleared. */
export type PoolDevice = {
  readonly name: string
  /** As ZFS says: ONLINE, DEGRADED, OFFLINE, UNAVAIL, AVAIL (a spare), … */
  readonly state: string
  readonly readErrors: number
  readonly writeErrors: number
  readonly checksumErrors: number
}

export const scrubStates = ['none', 'running', 'finished', 'cancelled', 'unknown'] as const

export type PoolHealth = {
  readonly name: string
  /** As ZFS says: ONLINE, DEGRADED, FAULTED, … */
  readonly state: string
  readonly sizeBytes: number
  readonly availableBytes: number
  /** Percent; null when ZFS does not tell. */
  readonly fragmentationPercent: number | null
  readonly scrub: {
    /** `unknown`: a resilver came after it, and ZFS remembers only the last scan. */
    readonly state: (typeof scrubStates)[number]
    readonly finishedAt: string | null
    readonly errors: number | null
  }
  readonly resilvering: boolean
  readonly devices: readonly PoolDevice[]
  /** Blocks that cannot be read whole any more; null when ZFS does not tell. */
  readonly dataErrors: number | null
}

export type ApplianceHealth = {
  readonly health: HealthLevel
  readonly zfsVersion: string
  readonly pool: PoolHealth
  /** Round trip of one command over the kept connection. */
  readonly sshMs: number
  /** The appliance's clock minus ours. */
  readonly clockOffsetSeconds: number
  /** Active and enabled feature flags of the pool. */
  readonly features: readonly string[]
  /** Those of them that something in the pool uses. */
  readonly activeFeatures: readonly string[]
  /** Which of the programs are there that some transfers need: zstd, mbuffer, perl. */
  readonly tools: readonly string[]
  readonly problems: readonly HealthProblem[]
}

/** The worst of its problems. */
export function healthOf(problems: readonly HealthProblem[]): Exclude<HealthLevel, 'unknown'> {
  if (problems.some(({ level }) => level === 'critical')) return 'critical'
  return problems.length > 0 ? 'warning' : 'ok'
}

/** What a person should look at first comes first. */
export function worstFirst(problems: readonly HealthProblem[]): readonly HealthProblem[] {
  return problems.toSorted((a, b) => Number(b.level === 'critical') - Number(a.level === 'critical'))
}
