import type { HealthProblem } from './appliance-health.ts'
import { quantile } from './robust-statistics.ts'

/** How full a pool was at one moment. */
export type CapacitySample = { readonly at: Date; readonly sizeBytes: number; readonly availableBytes: number }

export type CapacityForecast = {
  /** Growth of what is used; negative when it shrinks, null when too little is known. */
  readonly bytesPerDay: number | null
  /** Days until nothing is available, at that growth. Null when it does not grow, or is not known. */
  readonly fullInDays: number | null
}

const DAY_MS = 86_400_000
const WINDOW_DAYS = 30
/** Less than that shows the time of day rather than a trend. */
const SHORTEST_SPAN_DAYS = 1
const SOON_DAYS = 14
const VERY_SOON_DAYS = 3

/**
 * The trend of the last 30 days, as the median of the slopes between all pairs of samples (Theil–Sen):
 * a big deletion or one restored VM moves it little. Samples are thinned to at most one every six
 * hours, so that the cost stays small.
 */
export function forecastCapacity(samples: readonly CapacitySample[], now: Date): CapacityForecast {
  const newest = samples.at(-1)
  const recent = thin(samples.filter(({ at }) => now.getTime() - at.getTime() <= WINDOW_DAYS * DAY_MS))
  const [first, last] = [recent.at(0), recent.at(-1)]
  if (!newest || !first || !last || last.at.getTime() - first.at.getTime() < SHORTEST_SPAN_DAYS * DAY_MS)
    return { bytesPerDay: null, fullInDays: null }
  const slopes: number[] = []
  for (const [index, earlier] of recent.entries()) {
    for (const later of recent.slice(index + 1)) {
      const days = (later.at.getTime() - earlier.at.getTime()) / DAY_MS
      slopes.push((used(later) - used(earlier)) / days)
    }
  }
  const bytesPerDay = Math.round(quantile(slopes, 0.5))
  return { bytesPerDay, fullInDays: bytesPerDay > 0 ? newest.availableBytes / bytesPerDay : null }
}

/** What to say of it, in the list of an appliance's problems. */
export function capacityProblems(pool: string, { fullInDays, bytesPerDay }: CapacityForecast): HealthProblem[] {
  if (fullInDays === null || bytesPerDay === null || fullInDays > SOON_DAYS) return []
  const gib = (bytesPerDay / 1024 ** 3).toFixed(1)
  return [
    {
      level: fullInDays <= VERY_SOON_DAYS ? 'critical' : 'warning',
      code: 'pool_full_soon',
      message: `Pool ${pool} will be full in ${aboutDays(fullInDays)}: it grows by ${gib} GiB a day`,
      hint: 'Add devices, shorten the retention or move datasets away before it is full: then nothing can be replicated.',
    },
  ]
}

/** `about 1 day`, `about 12 days`; past a year nobody should rely on it. */
export function aboutDays(days: number): string {
  if (days > 365) return 'more than a year'
  const whole = Math.max(1, Math.floor(days))
  return `about ${whole} ${whole === 1 ? 'day' : 'days'}`
}

function thin(samples: readonly CapacitySample[]): readonly CapacitySample[] {
  const kept: CapacitySample[] = []
  for (const sample of samples) {
    const before = kept.at(-1)
    if (!before || sample.at.getTime() - before.at.getTime() >= DAY_MS / 4) kept.push(sample)
  }
  return kept
}

function used({ sizeBytes, availableBytes }: CapacitySample): number {
  return sizeBytes - availableBytes
}
