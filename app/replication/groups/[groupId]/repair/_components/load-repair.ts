import { pageContext } from '@/lib/http/page-context'
import { getDivergence } from '@/lib/services/protection-groups/get-divergence'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { pick, type SearchParams } from '../../../../_components/search-params'

/** Each page of the wizard looks at both appliances anew: what it shows is never older than itself. */
export async function loadRepair(groupId: string, search: SearchParams) {
  const ctx = await pageContext()
  const group = await getGroup(ctx, { id: groupId })
  const { way, adopt } = pick(search, ['way', 'adopt'])
  const seen = await getDivergence(ctx, { id: group.id, ...(adopt !== undefined && { adoptDataset: adopt }) })
  return { ctx, group, seen, way: seen.ways.find((view) => view.way === way), adopt, path: repairPath(group.id) }
}

export function repairPath(groupId: string): string {
  return `/replication/groups/${groupId}/repair`
}
