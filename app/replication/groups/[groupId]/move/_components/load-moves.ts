import { pageContext } from '@/lib/http/page-context'
import { listMovePlans } from '@/lib/services/moves/get-move-plans'
import { listProtectedVms } from '@/lib/services/protected-vms/list-protected-vms'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { allPages } from '../../../../_components/all-pages'
import type { SearchParams } from '../../../../_components/search-params'
import { moveSelection } from './move-selection'

/** Planned anew with each look: what is shown is never older than the inventory. */
export async function loadMoves(groupId: string, search: SearchParams) {
  const ctx = await pageContext()
  const group = await getGroup(ctx, { id: groupId })
  const selection = moveSelection.read(search)
  const vms = await allPages((page) => listProtectedVms(ctx, { id: group.id, ...page }))
  const ids = moveSelection.idsOf(selection, vms)
  if (ids.length === 0) return { ctx, group, selection, plans: [], space: null }
  const { items, space } = await listMovePlans(ctx, { id: group.id, protectedVmIds: ids.join(',') })
  return { ctx, group, selection, plans: items, space }
}
