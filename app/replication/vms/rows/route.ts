import { answer } from '@/lib/http/answer'
import { contextOfRequest } from '@/lib/http/authenticate'
import { listAllVms } from '@/lib/services/vcenters/list-vms'
import { pick } from '../../_components/search-params'
import { vmFilters, vmRequest } from '../_components/vm-query'

const LIMIT = 250

/** Further rows of the inventory page, for its own scrolling: of all vCenters, in the names of the code. */
export function GET(request: Request): Promise<Response> {
  return answer(async () => {
    const ctx = await contextOfRequest(request)
    const asked = pick(Object.fromEntries(new URL(request.url).searchParams), [...vmFilters, 'sort', 'cursor'])
    const { items, nextCursor } = await listAllVms(ctx, { ...vmRequest(asked), limit: LIMIT })
    return Response.json({ items, nextCursor }, { headers: { 'cache-control': 'no-store' } })
  })
}
