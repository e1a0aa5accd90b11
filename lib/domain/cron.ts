import { z } from 'zod'

/** Minute, hour, day of month, month, day of week. */
export const CronExpression = z.string().trim().max(100)
