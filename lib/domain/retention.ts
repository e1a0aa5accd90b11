import { z } from 'zod'

/** How many recovery points each side keeps. The newest is always kept, whatever the numbers. */
export const Retention = z.object({
  source: z.object({ keepLast: z.number().int().min(2).max(1000) }),
  target: z.object({ keepLast: z.number().int().min(2).max(1000) }),
})
export type Retention = z.infer<typeof Retention>

export const defaultRetention: Retention = { source: { keepLast: 4 }, target: { keepLast: 48 } }
