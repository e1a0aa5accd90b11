import type { z } from 'zod'
import type { Role } from '../domain/role.ts'
import type { ServiceContext } from '../services/context.ts'

type Run = (ctx: ServiceContext, input: never) => Promise<unknown>

/**
 * One route of the contract: what it takes, what it answers, which verb does it. The routes, the
 * OpenAPI document and the tests of authorisation and malformed input are all made from this.
 */
export type Endpoint = {
  readonly operationId: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/replication`. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  /** The lowest role that may; the verb itself refuses all others. */
  readonly role: Role
  readonly query?: z.ZodObject
  /** One that accepts `undefined` may be left out. */
  readonly body?: z.ZodType
  readonly answer: z.ZodType | null
  readonly status: 200 | 201 | 202 | 204
  /** An answer that holds a secret is not kept for a repeat. */
  readonly idempotency?: 'none'
  /** Body fields go into the verb's `changes` instead of beside the id. */
  readonly bodyAs?: 'changes'
  readonly run: Run
}

export const BASE_PATH = '/api/replication'

export function pathParameters({ path }: Pick<Endpoint, 'path'>): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? [])
}
