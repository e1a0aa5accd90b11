import { z } from 'zod'

/** Per period, the newest recovery point of each of the last N periods that have one (UTC). 0 keeps none for that period. */
const Periods = z.number().int().min(0).max(10_000).default(0)

/** What one side keeps: the newest N, and a grid over time. A point survives when any rule keeps it. */
export const SideRetention = z.strictObject({
  keepLast: z.number().int().min(2).max(10_000),
  hourly: Periods,
  daily: Periods,
  weekly: Periods,
  monthly: Periods,
  yearly: Periods,
})
export type SideRetention = z.infer<typeof SideRetention>

/** How many recovery points each side keeps. The newest is always kept, whatever the numbers. */
export const Retention = z.strictObject({ source: SideRetention, target: SideRetention })
export type Retention = z.infer<typeof Retention>

export const keepLast = (count: number): SideRetention => SideRetention.parse({ keepLast: count })

export const defaultRetention: Retention = { source: keepLast(4), target: keepLast(48) }
