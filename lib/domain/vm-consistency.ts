import { z } from 'zod'

/** How one VM got into a recovery point. */
export const VmConsistency = z.strictObject({
  vmId: z.uuid(),
  name: z.string(),
  consistency: z.enum(['application', 'crash']),
  /** Why it is not application-consistent: "took longer than 120 s"; or is so without quiescing: "is powered off". */
  because: z.string().nullable(),
})
export type VmConsistency = z.infer<typeof VmConsistency>
