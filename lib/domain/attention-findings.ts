import type { AlertKind, AlertSeverity } from './alert.ts'
import { finding, type Finding } from './alert-finding.ts'
import type { AttentionCode, ProtectedVmAttention } from './protected-vm-attention.ts'

export type MarkedVm = {
  readonly id: string
  readonly name: string
  readonly groupId: string
  readonly attention: readonly ProtectedVmAttention[]
}

const raised: Record<AttentionCode, { readonly kind: AlertKind; readonly severity: AlertSeverity }> = {
  // What it writes now is not replicated at all.
  moved_away: { kind: 'vm_moved_away', severity: 'critical' },
  dr_shell_missing: { kind: 'dr_shell_missing', severity: 'warning' },
  dr_shell_changed: { kind: 'dr_shell_changed', severity: 'warning' },
}

/** One for each mark of a VM; it ends when a sync takes the mark away. */
export function attentionFindings({ id, name, groupId, attention }: MarkedVm): Finding[] {
  return attention.map(({ code, message, hint, since }) =>
    finding({
      ...raised[code],
      fingerprint: `${raised[code].kind}:${id}`,
      subject: name,
      message,
      hint,
      groupId,
      facts: { since },
    }),
  )
}
