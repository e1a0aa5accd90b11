import { and, desc, eq, gt, isNull, or, sql } from 'drizzle-orm'
import { apiTokens } from '../../drizzle/schema/api-tokens.ts'
import { ZerfauxError } from '../domain/errors.ts'
import type { Db } from './client.ts'
import { paging, type Page, type PageRequest } from './page.ts'

export type ApiTokenRow = typeof apiTokens.$inferSelect

const sortable = { name: apiTokens.name, createdAt: apiTokens.createdAt, lastUsedAt: apiTokens.lastUsedAt }

export async function listApiTokens(db: Db, request: PageRequest): Promise<Page<ApiTokenRow>> {
  const page = paging(request, apiTokens.id, sortable, '-createdAt')
  const rows = await db
    .select()
    .from(apiTokens)
    .where(page.where)
    .orderBy(...page.orderBy)
    .limit(page.limit)
  return page.finish(rows)
}

export async function insertApiToken(db: Db, row: typeof apiTokens.$inferInsert): Promise<ApiTokenRow> {
  const [inserted] = await db.insert(apiTokens).values(row).returning()
  if (!inserted) throw new Error('Inserting an API token returned no row')
  return inserted
}

export async function getApiToken(db: Db, id: string): Promise<ApiTokenRow> {
  const [row] = await db.select().from(apiTokens).where(eq(apiTokens.id, id)).orderBy(desc(apiTokens.createdAt))
  if (!row) throw new ZerfauxError('not_found', `There is no API token with id ${id}`)
  return row
}

export async function revokeApiToken(db: Db, id: string): Promise<void> {
  await db
    .update(apiTokens)
    .set({ revokedAt: sql`coalesce(${apiTokens.revokedAt}, now())` })
    .where(eq(apiTokens.id, id))
}

/** A token that is neither revoked nor expired, by its hash. Its last use is kept to the minute. */
export async function findApiToken(db: Db, tokenSha256: string): Promise<ApiTokenRow | null> {
  const [row] = await db
    .select()
    .from(apiTokens)
    .where(
      and(
        eq(apiTokens.tokenSha256, tokenSha256),
        isNull(apiTokens.revokedAt),
        or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, sql`now()`)),
      ),
    )
  if (!row) return null
  await db
    .update(apiTokens)
    .set({ lastUsedAt: sql`now()` })
    .where(
      and(
        eq(apiTokens.id, row.id),
        or(isNull(apiTokens.lastUsedAt), sql`${apiTokens.lastUsedAt} < now() - interval '1 minute'`),
      ),
    )
  return row
}
