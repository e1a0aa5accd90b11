import { pageContext } from '@/lib/http/page-context'
import { listProtectedVms } from '@/lib/services/protected-vms/list-protected-vms'
import { getGroup } from '@/lib/services/protection-groups/get-group'
import { listShellPlans } from '@/lib/services/shells/get-shell-plans'
import { allPages } from '../../../../_components/all-pages'
import type { SearchParams } from '../../../../_components/search-params'
import { shellSelection } from './shell-selection'

/** Each page plans anew: what it shows is never older than itself. */
export async function loadShells(groupId: string, search: SearchParams) {
  const ctx = await pageContext()
  const group = await getGroup(ctx, { id: groupId })
  const selection = shellSelection.read(search)
  const vms = await allPages((page) => listProtectedVms(ctx, { id: group.id, ...page }))
  const ids = shellSelection.idsOf(selection, vms)
  const plans =
    ids.length === 0 ? [] : (await listShellPlans(ctx, { id: group.id, protectedVmIds: ids.join(',') })).items
  return { ctx, group, selection, plans }
}
