import type { WeeklyWindow } from './timetable.ts'

/** What a clock on the wall shows. 0 = Sunday. */
export type WallClock = { readonly day: number; readonly minutes: number }

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const formats = new Map<string, Intl.DateTimeFormat>()

export function wallClock(timeZone: string, at: Date): WallClock {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(timeZone, format)
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    day: days.indexOf(parts.get('weekday') ?? ''),
    minutes: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  }
}

/**
 * By the clock on the wall, which is what people mean: an hour that comes twice is in the window
 * twice, one that is skipped is not in it. `from` counts, `to` does not.
 */
export function covers(window: WeeklyWindow, { day, minutes }: WallClock): boolean {
  const [from, to] = [minutesOf(window.from), minutesOf(window.to)]
  if (from < to) return window.days.includes(day) && minutes >= from && minutes < to
  // Into the next day: the evening of a listed day, and the morning after one.
  return (window.days.includes(day) && minutes >= from) || (window.days.includes((day + 6) % 7) && minutes < to)
}

function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':')
  return Number(hours) * 60 + Number(minutes)
}
