import { Time } from '@/app/_ui/time'
import type { GroupView } from '@/lib/services/protection-groups/group-view'

/** When a group runs next by itself, or why it has no time. */
export function NextRun({ group }: { group: Pick<GroupView, 'state' | 'activeJobId' | 'nextDueAt'> }) {
  if (group.activeJobId !== null) return <span className="quiet">when this job has ended</span>
  if (group.state === 'paused') return <span className="quiet">paused</span>
  if (group.state !== 'protecting') return <span className="quiet">–</span>
  return group.nextDueAt === null ? <span className="quiet">being decided</span> : <Time at={group.nextDueAt} />
}
