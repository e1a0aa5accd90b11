import type { BandwidthTimetable } from './timetable.ts'
import { covers, wallClock } from './weekly-window.ts'

/** How fast something may go: all day, and within the hours of a timetable. Null = as fast as it goes. */
export type Bandwidth = {
  readonly bandwidthLimit: number | null
  readonly bandwidthTimetable: BandwidthTimetable | null
}

/** Bytes per second now. Of windows that overlap, the first in the list counts. */
export function bandwidthAt({ bandwidthLimit, bandwidthTimetable }: Bandwidth, now: Date): number | null {
  if (!bandwidthTimetable || bandwidthTimetable.entries.length === 0) return bandwidthLimit
  const clock = wallClock(bandwidthTimetable.timeZone, now)
  const entry = bandwidthTimetable.entries.find((window) => covers(window, clock))
  return entry ? entry.bytesPerSecond : bandwidthLimit
}

/**
 * What one transfer may use of a link: an even share, where what others may not use anyway (their own
 * limits are lower) goes to the rest. All shares together never exceed the link's limit.
 *
 * @param own what the transfer's group allows it
 * @param others what their groups allow the other transfers on the link
 */
export function shareOfLink(
  link: number | null,
  own: number | null,
  others: readonly (number | null)[],
): number | null {
  if (link === null) return own
  const caps = [own, ...others].map((cap) => cap ?? Infinity).toSorted((a, b) => a - b)
  let [left, share] = [link, 0]
  for (const [index, cap] of caps.entries()) {
    share = left / (caps.length - index)
    if (cap > share) break
    left -= cap
    share = cap
  }
  // Not even a link that is shared by very many stands still.
  return Math.max(1, Math.floor(Math.min(own ?? Infinity, share)))
}
