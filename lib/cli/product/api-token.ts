import { createHash, randomBytes } from 'node:crypto'
import { apiTokens } from '../../../drizzle/schema/api-tokens.ts'
import { db } from '../../db/client.ts'
import type { Role } from '../../domain/role.ts'

/** Makes a token and gives it, for the only time: the database knows its SHA-256. */
export async function createToken(name: string, role: Role): Promise<string> {
  const token = `zfx_${randomBytes(32).toString('base64url')}`
  const tokenSha256 = createHash('sha256').update(token).digest('hex')
  await db.insert(apiTokens).values({ name, role, tokenSha256, createdBy: 'command line' })
  return token
}
