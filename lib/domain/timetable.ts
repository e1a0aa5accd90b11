import { z } from 'zod'

/** IANA name, as the runtime knows it. */
export const TimeZone = z
  .string()
  .max(64)
  .refine((name) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
    } catch {
      return false
    }
  }, 'Enter a time zone such as Europe/Berlin or UTC')

const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time such as 22:00')

/** A part of each week. `to` at or before `from` reaches into the next day. 0 = Sunday, as JavaScript counts. */
export const WeeklyWindow = z.strictObject({
  days: z.array(z.number().int().min(0).max(6)).min(1).max(7),
  from: ClockTime,
  to: ClockTime,
})
export type WeeklyWindow = z.infer<typeof WeeklyWindow>

/** No run is started by itself in a window. */
export const MaintenanceWindows = z.strictObject({ timeZone: TimeZone, windows: z.array(WeeklyWindow).max(50) })
export type MaintenanceWindows = z.infer<typeof MaintenanceWindows>

/** Bytes per second within a window; outside of all, the plain limit counts. Null = as fast as the link allows. */
export const BandwidthTimetable = z.strictObject({
  timeZone: TimeZone,
  entries: z
    .array(z.strictObject({ ...WeeklyWindow.shape, bytesPerSecond: z.number().int().min(1024).nullable() }))
    .max(50),
})
export type BandwidthTimetable = z.infer<typeof BandwidthTimetable>
