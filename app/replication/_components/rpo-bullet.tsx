import { age, duration } from '@/app/_ui/format'
import type { GroupView } from '@/lib/services/protection-groups/group-view'
import { rpoLooks } from './rpo-badge'

const WIDTH = 96
/** The objective's tick stands at this share of the bar, so that a miss has room to show. */
const OBJECTIVE_AT = 0.75

/** Age of the newest recovery point against the objective. The words beside it say the same. */
export function RpoBullet({ rpo }: { rpo: GroupView['rpo'] }) {
  if (rpo.ageSeconds === null) return <span className="quiet">none of {duration(rpo.objectiveSeconds)}</span>
  const share = Math.min(1, (rpo.ageSeconds / rpo.objectiveSeconds) * OBJECTIVE_AT)
  return (
    <span className="bullet" data-tone={rpoLooks[rpo.status].tone}>
      <svg width={WIDTH} height={12} aria-hidden="true">
        <rect className="track" y={3} width={WIDTH} height={6} rx={2} />
        <rect className="age" y={3} width={Math.max(2, share * WIDTH)} height={6} rx={2} />
        <rect className="objective" x={WIDTH * OBJECTIVE_AT} width={2} height={12} />
      </svg>
      {age(rpo.ageSeconds)} <span className="quiet">of {duration(rpo.objectiveSeconds)}</span>
    </span>
  )
}
