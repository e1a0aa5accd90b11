import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import {
  findApiToken,
  getApiToken,
  insertApiToken,
  listApiTokens as query,
  revokeApiToken as revoke,
  type ApiTokenRow,
} from '../../db/api-tokens.ts'
import type { Db } from '../../db/client.ts'
import { roles } from '../../domain/role.ts'
import { audit, requireRole, type Actor, type ServiceContext } from '../context.ts'
import { ById, Id, iso, isoOrNull, listQuery, Name, pageOf, Timestamp } from '../fields.ts'

export const ApiTokenView = z.object({
  id: Id,
  name: z.string(),
  role: z.enum(roles),
  createdBy: z.string(),
  createdAt: Timestamp,
  lastUsedAt: Timestamp.nullable(),
  expiresAt: Timestamp.nullable(),
  revokedAt: Timestamp.nullable(),
})
export type ApiTokenView = z.infer<typeof ApiTokenView>

function view({ tokenSha256: _, createdAt, lastUsedAt, expiresAt, revokedAt, ...row }: ApiTokenRow): ApiTokenView {
  return {
    ...row,
    createdAt: iso(createdAt),
    lastUsedAt: isoOrNull(lastUsedAt),
    expiresAt: isoOrNull(expiresAt),
    revokedAt: isoOrNull(revokedAt),
  }
}

const { q: _, ...paged } = listQuery
export const ListApiTokens = z.strictObject(paged)
export const ApiTokenPage = pageOf(ApiTokenView)

export async function listApiTokens(
  ctx: ServiceContext,
  input: z.input<typeof ListApiTokens>,
): Promise<z.infer<typeof ApiTokenPage>> {
  requireRole(ctx, 'admin')
  const { items, nextCursor } = await query(ctx.db, ListApiTokens.parse(input))
  return { items: items.map(view), nextCursor }
}

export const CreateApiToken = z.strictObject({
  name: Name,
  role: z.enum(roles),
  expiresInDays: z.number().int().min(1).max(3650).optional(),
})
export const NewApiToken = ApiTokenView.extend({ token: z.string().meta({ description: 'Shown this once' }) })

export async function createApiToken(
  ctx: ServiceContext,
  input: z.input<typeof CreateApiToken>,
): Promise<z.infer<typeof NewApiToken>> {
  requireRole(ctx, 'admin')
  const { name, role, expiresInDays } = CreateApiToken.parse(input)
  const token = `zfx_${randomBytes(32).toString('base64url')}`
  const expiresAt = expiresInDays === undefined ? null : new Date(ctx.now.getTime() + expiresInDays * 86_400_000)
  return ctx.db.transaction(async (tx) => {
    const row = await insertApiToken(tx, {
      name,
      role,
      expiresAt,
      tokenSha256: sha256(token),
      createdBy: `${ctx.actor.kind}:${ctx.actor.name}`,
    })
    await audit(ctx, tx, {
      action: 'create_api_token',
      objectType: 'api_token',
      objectId: row.id,
      objectName: name,
      details: { role },
    })
    return { ...view(row), token }
  })
}

export async function revokeApiToken(ctx: ServiceContext, input: ById): Promise<void> {
  requireRole(ctx, 'admin')
  const { id } = ById.parse(input)
  await ctx.db.transaction(async (tx) => {
    const { name } = await getApiToken(tx, id)
    await revoke(tx, id)
    await audit(ctx, tx, { action: 'revoke_api_token', objectType: 'api_token', objectId: id, objectName: name })
  })
}

/** Who a bearer token stands for, or null when it is unknown, revoked or expired. */
export async function actorOfToken(db: Db, token: string): Promise<Actor | null> {
  if (!/^zfx_[A-Za-z0-9_-]{43}$/.test(token)) return null
  const row = await findApiToken(db, sha256(token))
  return row && { kind: 'token', id: row.id, name: row.name, role: row.role }
}

function sha256(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
