import type { Look } from '@/app/_ui/tone'
import type { AlertSeverity } from '@/lib/domain/alert'
import { alertKindNames } from '@/lib/domain/alert-notice'
import type { AlertView } from '@/lib/services/alerts/alert-view'

const severityLooks = {
  info: { tone: 'neutral', shape: '○' },
  warning: { tone: 'warning', shape: '◆' },
  critical: { tone: 'critical', shape: '▲' },
} as const satisfies Record<AlertSeverity, Omit<Look, 'label'>>

/** What is over has lost its colour. */
export function alertLook({ kind, severity, resolvedAt }: Pick<AlertView, 'kind' | 'severity' | 'resolvedAt'>): Look {
  const look = resolvedAt === null ? severityLooks[severity] : ({ tone: 'neutral', shape: '○' } as const)
  return { ...look, label: alertKindNames[kind] }
}
