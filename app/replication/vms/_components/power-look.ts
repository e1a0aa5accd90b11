import type { Look } from '@/app/_ui/tone'
import type { PowerState } from '@/lib/domain/inventory'

export const powerLooks = {
  powered_on: { tone: 'ok', shape: '●', label: 'On' },
  powered_off: { tone: 'neutral', shape: '○', label: 'Off' },
  suspended: { tone: 'neutral', shape: '‖', label: 'Suspended' },
} as const satisfies Record<PowerState, Look>
