import { Accepted } from '../../services/fields.ts'
import { DivergenceView } from '../../services/protection-groups/divergence-view.ts'
import { DivergenceQuery, getDivergence } from '../../services/protection-groups/get-divergence.ts'
import { repairGroup, RepairOptions } from '../../services/protection-groups/repair-group.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'Protection groups'

export const repairEndpoints = {
  divergence: {
    operationId: 'get_divergence',
    method: 'GET',
    path: '/protection-groups/{id}/divergence',
    tag,
    summary: 'Look at both sides now: what is the matter with the replica, and the safe ways out',
    role: 'viewer',
    query: DivergenceQuery,
    answer: DivergenceView,
    status: 200,
    run: getDivergence,
  },
  repair: {
    operationId: 'repair_replica',
    method: 'POST',
    path: '/protection-groups/{id}/repair',
    tag,
    summary: 'Repair the replica that was looked at, in one of the ways',
    role: 'operator',
    body: RepairOptions,
    answer: Accepted,
    status: 202,
    run: repairGroup,
  },
} as const satisfies Record<string, Endpoint>
