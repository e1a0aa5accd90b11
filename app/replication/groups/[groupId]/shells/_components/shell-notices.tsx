import { Badge } from '@/app/_ui/badge'
import type { ShellPlanView } from '@/lib/services/shells/shell-plan-view'

const looks = {
  blockers: { tone: 'critical', shape: '▲', label: 'In the way' },
  warnings: { tone: 'warning', shape: '◆', label: 'Look at it' },
} as const

export function ShellNotices({ plan }: { plan: ShellPlanView }) {
  const notices = (['blockers', 'warnings'] as const).flatMap((kind) =>
    plan[kind].map((notice) => ({ ...notice, look: looks[kind] })),
  )
  if (notices.length === 0) return null
  return (
    <ul className="checks" aria-label={`What to know of ${plan.name}`}>
      {notices.map(({ code, message, hint, look }) => (
        <li key={`${code} ${message}`}>
          <Badge look={look} />
          <div>
            <p>{message}</p>
            <p className="quiet">{hint}</p>
          </div>
        </li>
      ))}
    </ul>
  )
}
