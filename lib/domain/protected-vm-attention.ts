import { z } from 'zod'

/** Why a person should look at a protected VM. */
export const attentionCodes = ['moved_away', 'dr_shell_missing', 'dr_shell_changed'] as const

export const ProtectedVmAttention = z.object({
  code: z.enum(attentionCodes),
  message: z.string(),
  hint: z.string(),
  /** When it was first seen so. */
  since: z.iso.datetime(),
})
export type ProtectedVmAttention = z.infer<typeof ProtectedVmAttention>
