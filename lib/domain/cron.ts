import { Cron } from 'croner'
import { z } from 'zod'

/** `?` means "whenever this was read" to the parser: two workers would read two times. */
const fiveFields = /^[\dA-Za-z*,/#+\- ]+$/

/** Minute, hour, day of month, month, day of week. At least one time must come. */
export const CronExpression = z
  .string()
  .trim()
  .max(100)
  .refine((text) => nextCronTimes(text, 'UTC', new Date(0), 1).length > 0, {
    message: 'Enter five fields of cron, such as 0 */4 * * * for every four hours',
  })

/**
 * The next times after `after`, by the clock on the wall of that zone. A time that falls into the hour
 * that a clock change skips comes right after it; one in the hour that comes twice comes once.
 * Empty where the expression is not one, or never comes.
 */
export function nextCronTimes(expression: string, timeZone: string, after: Date, count: number): Date[] {
  if (!fiveFields.test(expression)) return []
  try {
    return new Cron(expression, { timezone: timeZone, mode: '5-part', paused: true }).nextRuns(count, after)
  } catch {
    return []
  }
}
