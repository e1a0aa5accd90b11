import type { Look } from '@/app/_ui/tone'
import type { ShellWay } from '@/lib/domain/existing-shell'
import type { ShellStatus } from '@/lib/domain/group-enums'
import type { ProtectedVmView } from '@/lib/services/protected-vms/protected-vm-view'

const shellLooks = {
  none: { tone: 'neutral', shape: '○', label: 'None' },
  creating: { tone: 'info', shape: '◐', label: 'Being made', moving: true },
  created: { tone: 'ok', shape: '●', label: 'Made' },
  missing: { tone: 'warning', shape: '◆', label: 'Missing' },
  error: { tone: 'critical', shape: '▲', label: 'Failed' },
} as const satisfies Record<ShellStatus, Look>

const changed = { tone: 'warning', shape: '◆', label: 'Changed' } as const satisfies Look

/** One that is there and other than it should be is not simply made. */
export function shellLookOf({ drShellStatus, attention }: Pick<ProtectedVmView, 'drShellStatus' | 'attention'>): Look {
  return attention.some(({ code }) => code === 'dr_shell_changed') ? changed : shellLooks[drShellStatus]
}

/** What the wizard would do, as an operator says it. */
export const shellWayNames = {
  create: 'Make it',
  adopt: 'There already, and as it should be',
  adjust: 'Set it right where it is',
  recreate: 'Make it anew',
} as const satisfies Record<ShellWay, string>
