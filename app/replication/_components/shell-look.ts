import type { Look } from '@/app/_ui/tone'
import type { ShellWay } from '@/lib/domain/existing-shell'
import type { ShellStatus } from '@/lib/domain/group-enums'

export const shellLooks = {
  none: { tone: 'neutral', shape: '○', label: 'None' },
  creating: { tone: 'info', shape: '◐', label: 'Being made', moving: true },
  created: { tone: 'ok', shape: '●', label: 'Made' },
  missing: { tone: 'warning', shape: '◆', label: 'Missing' },
  error: { tone: 'critical', shape: '▲', label: 'Failed' },
} as const satisfies Record<ShellStatus, Look>

/** What the wizard would do, as an operator says it. */
export const shellWayNames = {
  create: 'Make it',
  adopt: 'There already, and as it should be',
  adjust: 'Set it right where it is',
  recreate: 'Make it anew',
} as const satisfies Record<ShellWay, string>
