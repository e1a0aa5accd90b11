/** The periods of the retention grid, coarsest last. UTC, so that no clock change makes an hour twice or never. */
export const gridPeriods = ['hourly', 'daily', 'weekly', 'monthly', 'yearly'] as const
export type GridPeriod = (typeof gridPeriods)[number]

/** The period that a moment falls into, as a person would call it: `2026-11-23`, `2026-W48`. */
export function periodOf(period: GridPeriod, at: Date): string {
  const iso = at.toISOString()
  switch (period) {
    case 'hourly':
      return `${iso.slice(0, 13).replace('T', ' ')}h`
    case 'daily':
      return iso.slice(0, 10)
    case 'weekly':
      return isoWeek(at)
    case 'monthly':
      return iso.slice(0, 7)
    case 'yearly':
      return iso.slice(0, 4)
  }
}

const DAY_MS = 86_400_000

/** ISO 8601: a week belongs to the year that its Thursday lies in. */
function isoWeek(at: Date): string {
  const midnight = Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate())
  const weekday = (at.getUTCDay() + 6) % 7
  const thursday = new Date(midnight + (3 - weekday) * DAY_MS)
  const year = thursday.getUTCFullYear()
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1
  return `${year}-W${String(week).padStart(2, '0')}`
}
