import { aboutDays } from './capacity-forecast.ts'
import { unsentPoints } from './unsent-points.ts'
import type { DatasetState } from './zfs-state.ts'

export type PilingUp = {
  readonly points: number
  /** At the cap: older ones are thinned out from now on. */
  readonly capped: boolean
  /** What was written since the newest point that is known to be on the target. */
  readonly bytes: number
  /** Until the source's pool is full at that rate; null when it is not known, or nothing was written. */
  readonly fullInDays: number | null
  readonly message: string
  readonly hint: string
}

const DAY_SECONDS = 86_400
/** One that waits is a run under way. */
const WORTH_TELLING = 3

/** Snapshots pile up on the source while the target is away (failure-modes row 11): how many, how much, for how long. Null where few wait. */
export function judgePilingUp(
  source: DatasetState,
  { targetId, cap, now }: { readonly targetId: string; readonly cap: number; readonly now: Date },
): PilingUp | null {
  const waiting = unsentPoints(source, targetId)
  const [oldest] = waiting
  if (!oldest || waiting.length < WORTH_TELLING) return null
  const bytes = waiting.reduce((sum, { written }) => sum + written, source.written)
  const sinceOldest = bytes - oldest.written
  const days = (now.getTime() / 1000 - oldest.creation) / DAY_SECONDS
  const fullInDays = days > 0 && sinceOldest > 0 ? source.available / (sinceOldest / days) : null
  const capped = waiting.length >= cap
  const forecast = fullInDays === null ? '' : `; at this rate the source’s pool is full in ${aboutDays(fullInDays)}`
  return {
    points: waiting.length,
    capped,
    bytes,
    fullInDays,
    message: `${waiting.length} recovery points of ${source.dataset} wait to be sent${capped ? `, which is the most that is kept (${cap})` : ''}${forecast}`,
    hint: 'Bring the target back, or the link to it. The points are then sent in order; nothing needs to be done on the source.',
  }
}
