import { Badge } from '@/app/_ui/badge'
import type { Look } from '@/app/_ui/tone'
import type { RpoStatus } from '@/lib/domain/rpo'

export const rpoLooks = {
  meeting: { tone: 'ok', shape: '●', label: 'Meeting RPO' },
  at_risk: { tone: 'warning', shape: '◆', label: 'RPO at risk' },
  missed: { tone: 'critical', shape: '▲', label: 'RPO missed' },
  never_replicated: { tone: 'critical', shape: '△', label: 'Never replicated' },
  paused: { tone: 'neutral', shape: '‖', label: 'Paused' },
} as const satisfies Record<RpoStatus, Look>

export function RpoBadge({ status }: { status: RpoStatus }) {
  return <Badge look={rpoLooks[status]} />
}
