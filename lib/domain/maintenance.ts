import type { MaintenanceWindows, WeeklyWindow } from './timetable.ts'
import { covers, wallClock, type WallClock } from './weekly-window.ts'

const MINUTE_MS = 60_000
const STEP_MS = 5 * MINUTE_MS
const LOOK_AHEAD_MS = 8 * 86_400_000
/** Clocks change by an hour at most: up to there the way to a window's end is gone by the wall's clock. */
const CLOCK_CHANGE_MINUTES = 61

/**
 * The first instant from `at` on that lies in none of the windows: a run may start then. Windows that
 * touch are one. Null when there is none within eight days, as when the windows cover the whole week.
 */
export function freeFrom(all: readonly (MaintenanceWindows | null)[], at: Date): Date | null {
  if (minutesClosed(all, at) === 0) return at
  let time = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS
  const last = time + LOOK_AHEAD_MS
  while (time < last) {
    const closed = minutesClosed(all, new Date(time))
    if (closed === 0) return new Date(time)
    time += (closed > CLOCK_CHANGE_MINUTES ? closed - CLOCK_CHANGE_MINUTES : 1) * MINUTE_MS
  }
  return null
}

export type Closure = { readonly from: Date; readonly until: Date | null }

/** The first stretch of windows within a week that is longer than `seconds`. */
export function nextLongClosure(
  all: readonly (MaintenanceWindows | null)[],
  now: Date,
  seconds: number,
): Closure | null {
  if (all.every((windows) => !windows || windows.windows.length === 0)) return null
  const last = now.getTime() + LOOK_AHEAD_MS
  let time = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS
  while (time < last) {
    if (minutesClosed(all, new Date(time)) === 0) {
      time += STEP_MS
      continue
    }
    const from = new Date(beginOf(all, time, now.getTime()))
    const until = freeFrom(all, from)
    if (!until || until.getTime() - from.getTime() > seconds * 1000) return { from, until }
    time = until.getTime()
  }
  return null
}

/** The steps above are coarse: back to the minute in which the window began. */
function beginOf(all: readonly (MaintenanceWindows | null)[], inside: number, earliest: number): number {
  let begin = inside
  while (begin > earliest && minutesClosed(all, new Date(begin - MINUTE_MS)) > 0) begin -= MINUTE_MS
  return begin
}

/** By the wall's clock: how long until the last of the windows that cover this instant ends. 0: none does. */
function minutesClosed(all: readonly (MaintenanceWindows | null)[], at: Date): number {
  let most = 0
  for (const given of all) {
    if (!given || given.windows.length === 0) continue
    const clock = wallClock(given.timeZone, at)
    for (const window of given.windows) {
      if (covers(window, clock)) most = Math.max(most, minutesToEnd(window, clock))
    }
  }
  return most
}

function minutesToEnd({ from, to }: WeeklyWindow, { minutes }: WallClock): number {
  const end = minutesOf(to)
  const overnight = end <= minutesOf(from)
  return overnight && minutes >= minutesOf(from) ? 1440 - minutes + end : end - minutes
}

function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':')
  return Number(hours) * 60 + Number(minutes)
}
