import { Preflight, preflightGroup } from '../../services/protection-groups/preflight-group.ts'
import type { Endpoint } from '../endpoint.ts'

export const preflightEndpoints = {
  get: {
    operationId: 'preflight_protection_group',
    method: 'GET',
    path: '/protection-groups/{id}/preflight',
    tag: 'Protection groups',
    summary: 'Check both sites before replicating; changes nothing',
    role: 'viewer',
    answer: Preflight,
    status: 200,
    run: preflightGroup,
  },
} as const satisfies Record<string, Endpoint>
