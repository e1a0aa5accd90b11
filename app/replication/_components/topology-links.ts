import type { RpoStatus } from '@/lib/domain/rpo'
import type { GroupView } from '@/lib/services/protection-groups/group-view'
import type { TargetView } from '@/lib/services/targets/target-view'

export type Link = {
  readonly from: TargetView
  readonly to: TargetView
  readonly groups: number
  readonly worst: GroupView['rpo']
}

/** From best to worst, for what many groups come to. */
const badness: readonly RpoStatus[] = ['paused', 'meeting', 'at_risk', 'missed', 'never_replicated']

/** One per direction of replication: a drawing of groups would be a drawing of spaghetti. */
export function linksOf(groups: readonly GroupView[], targets: readonly TargetView[]): Link[] {
  const links = new Map<string, Link>()
  for (const { sourceTargetId, drTargetId, rpo } of groups) {
    const from = targets.find(({ id }) => id === sourceTargetId)
    const to = targets.find(({ id }) => id === drTargetId)
    if (!from || !to) continue
    const key = `${from.id} ${to.id}`
    const before = links.get(key)
    links.set(key, {
      from,
      to,
      groups: (before?.groups ?? 0) + 1,
      worst: before && !isWorse(rpo, before.worst) ? before.worst : rpo,
    })
  }
  return [...links.values()]
}

function isWorse(one: GroupView['rpo'], other: GroupView['rpo']): boolean {
  const difference = badness.indexOf(one.status) - badness.indexOf(other.status)
  return difference > 0 || (difference === 0 && (one.ageSeconds ?? 0) > (other.ageSeconds ?? 0))
}
