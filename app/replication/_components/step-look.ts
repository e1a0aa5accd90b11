import type { Look } from '@/app/_ui/tone'
import type { StepView } from '@/lib/services/jobs/job-view'

export const stepLooks = {
  pending: { tone: 'neutral', shape: '○', label: 'to do' },
  running: { tone: 'info', shape: '◐', label: 'running' },
  done: { tone: 'ok', shape: '●', label: 'done' },
  failed: { tone: 'critical', shape: '▲', label: 'failed' },
  undoing: { tone: 'warning', shape: '◐', label: 'being undone' },
  undone: { tone: 'neutral', shape: '↺', label: 'undone' },
} as const satisfies Record<StepView['status'], Look>
