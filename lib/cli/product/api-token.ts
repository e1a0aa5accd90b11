import type { Role } from '../../domain/role.ts'
import { createApiToken } from '../../services/api-tokens/api-tokens.ts'
import { serviceContext } from '../../services/context.ts'

/** For whoever may read the data directory or holds the database's address, so for an administrator. */
export async function createToken(name: string, role: Role): Promise<string> {
  const ctx = serviceContext({ kind: 'system', id: 'command-line', name: 'command line', role: 'admin' }, null)
  return (await createApiToken(ctx, { name, role })).token
}
