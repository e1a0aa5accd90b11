import { z } from 'zod'

/** An operator's word for a recovery point. One line of anything that can be printed. */
export const RecoveryPointLabel = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'Use one line without control characters')
export type RecoveryPointLabel = z.infer<typeof RecoveryPointLabel>

/** As a ZFS property carries it: plain ASCII without blanks, whatever the label holds. For people; nothing reads it back. */
export function labelProperty(label: RecoveryPointLabel): string {
  return encodeURIComponent(label)
}
