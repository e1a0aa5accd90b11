import { Accepted } from '../../services/fields.ts'
import { LeftoverList, listLeftovers, ListLeftovers } from '../../services/leftovers/list-leftovers.ts'
import { releaseLeftovers, ReleaseLeftovers } from '../../services/leftovers/release-leftovers.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'Leftovers'

export const leftoverEndpoints = {
  list: {
    operationId: 'list_leftovers',
    method: 'GET',
    path: '/leftovers',
    tag,
    summary: 'What lies at the sites and belongs to nothing, read now',
    role: 'viewer',
    query: ListLeftovers,
    answer: LeftoverList,
    status: 200,
    run: listLeftovers,
  },
  release: {
    operationId: 'release_leftovers',
    method: 'POST',
    path: '/leftovers/release',
    tag,
    summary:
      'Release chosen leftovers; no dataset and no snapshot is destroyed, and of VMs only empty DR shells that are off',
    role: 'admin',
    body: ReleaseLeftovers,
    answer: Accepted,
    status: 202,
    run: releaseLeftovers,
  },
} as const satisfies Record<string, Endpoint>
