import 'server-only'
import { cache } from 'react'
import { pageContext } from '@/lib/http/page-context'
import { listGroups } from '@/lib/services/protection-groups/list-groups'
import { listTargets } from '@/lib/services/targets/list-targets'
import { listVcenters } from '@/lib/services/vcenters/list-vcenters'
import { allPages } from './all-pages'

/** Both kinds of site, for names, links and the mark of what is simulated. Read once a request. */
export const loadSites = cache(async () => {
  const ctx = await pageContext()
  const [vcenters, targets] = await Promise.all([
    allPages((page) => listVcenters(ctx, page)),
    allPages((page) => listTargets(ctx, page)),
  ])
  const simulated = new Set([...vcenters, ...targets].filter((site) => site.driver === 'simulated').map(({ id }) => id))
  const names = new Map([...vcenters, ...targets].map(({ id, name }) => [id, name]))
  return { vcenters, targets, simulated, nameOf: (id: string) => names.get(id) ?? 'unknown site' }
})

export const loadGroups = cache(async () => {
  const ctx = await pageContext()
  return allPages((page) => listGroups(ctx, page))
})

type GroupSites = Readonly<Record<'sourceVcenterId' | 'drVcenterId' | 'sourceTargetId' | 'drTargetId', string>>

/** One simulated site is enough: nothing real can come of it. */
export async function isSimulatedGroup(group: GroupSites): Promise<boolean> {
  const { simulated } = await loadSites()
  return [group.sourceVcenterId, group.drVcenterId, group.sourceTargetId, group.drTargetId].some((id) =>
    simulated.has(id),
  )
}

/** By job: it is as simulated as the group or vCenter that it is about. */
export async function simulatedJobs(): Promise<(job: { groupId: string | null; vcenterId: string | null }) => boolean> {
  const [{ simulated }, groups] = await Promise.all([loadSites(), loadGroups()])
  const marked = new Map(
    await Promise.all(groups.map(async (group) => [group.id, await isSimulatedGroup(group)] as const)),
  )
  return ({ groupId, vcenterId }) =>
    (groupId !== null && marked.get(groupId) === true) || (vcenterId !== null && simulated.has(vcenterId))
}
