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
export type AttentionCode = ProtectedVmAttention['code']

export function withoutAttention(
  attention: readonly ProtectedVmAttention[],
  code: AttentionCode,
): ProtectedVmAttention[] {
  return attention.filter((one) => one.code !== code)
}

/** Since when stays what it was. */
export function withAttention(
  attention: readonly ProtectedVmAttention[],
  one: ProtectedVmAttention,
): ProtectedVmAttention[] {
  const since = attention.find(({ code }) => code === one.code)?.since ?? one.since
  return [...withoutAttention(attention, one.code), { ...one, since }]
}
