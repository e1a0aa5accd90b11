import {
  ApiTokenPage,
  createApiToken,
  CreateApiToken,
  listApiTokens,
  ListApiTokens,
  NewApiToken,
  revokeApiToken,
} from '../../services/api-tokens/api-tokens.ts'
import { AuditEventPage, listAuditEvents, ListAuditEvents } from '../../services/audit/list-audit-events.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'Administration'

export const tokenEndpoints = {
  list: {
    operationId: 'list_api_tokens',
    method: 'GET',
    path: '/api-tokens',
    tag,
    summary: 'List API tokens',
    role: 'admin',
    query: ListApiTokens,
    answer: ApiTokenPage,
    status: 200,
    run: listApiTokens,
  },
  create: {
    operationId: 'create_api_token',
    method: 'POST',
    path: '/api-tokens',
    tag,
    summary: 'Make an API token; it is shown once',
    role: 'admin',
    body: CreateApiToken,
    answer: NewApiToken,
    status: 201,
    idempotency: 'none',
    run: createApiToken,
  },
  revoke: {
    operationId: 'revoke_api_token',
    method: 'DELETE',
    path: '/api-tokens/{id}',
    tag,
    summary: 'Revoke an API token',
    role: 'admin',
    answer: null,
    status: 204,
    run: revokeApiToken,
  },
} as const satisfies Record<string, Endpoint>

export const auditEndpoints = {
  list: {
    operationId: 'list_audit_events',
    method: 'GET',
    path: '/audit-events',
    tag,
    summary: 'Who did what to which object',
    role: 'admin',
    query: ListAuditEvents,
    answer: AuditEventPage,
    status: 200,
    run: listAuditEvents,
  },
} as const satisfies Record<string, Endpoint>
