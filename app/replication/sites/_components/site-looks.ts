import type { Look } from '@/app/_ui/tone'
import type { HealthLevel } from '@/lib/domain/appliance-health'
import type { ConnectionStatus } from '@/lib/domain/group-enums'

export const connectionLooks = {
  unknown: { tone: 'neutral', shape: '○', label: 'Not tried yet' },
  connected: { tone: 'ok', shape: '●', label: 'Connected' },
  unreachable: { tone: 'critical', shape: '▲', label: 'Unreachable' },
  refused: { tone: 'critical', shape: '▲', label: 'Refused' },
} as const satisfies Record<ConnectionStatus, Look>

export const healthLooks = {
  unknown: { tone: 'neutral', shape: '○', label: 'Unknown' },
  ok: { tone: 'ok', shape: '●', label: 'Healthy' },
  warning: { tone: 'warning', shape: '◆', label: 'Warning' },
  critical: { tone: 'critical', shape: '▲', label: 'Critical' },
} as const satisfies Record<HealthLevel, Look>
