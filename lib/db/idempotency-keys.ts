import { and, eq, lt, sql } from 'drizzle-orm'
import { idempotencyKeys } from '../../drizzle/schema/idempotency-keys.ts'
import type { Db } from './client.ts'

export type IdempotencyRow = typeof idempotencyKeys.$inferSelect

const mine = (actor: string, key: string) => and(eq(idempotencyKeys.actor, actor), eq(idempotencyKeys.key, key))

/** Null when this caller is the first to use the key (and now owns it), else what was stored for it. */
export async function claimKey(
  db: Db,
  actor: string,
  key: string,
  requestSha256: string,
): Promise<IdempotencyRow | null> {
  await db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, sql`now() - interval '1 day'`))
  const claimed = await db
    .insert(idempotencyKeys)
    .values({ actor, key, requestSha256 })
    .onConflictDoNothing()
    .returning()
  if (claimed.length > 0) return null
  const [existing] = await db.select().from(idempotencyKeys).where(mine(actor, key))
  return existing ?? null
}

export async function keepAnswer(
  db: Db,
  actor: string,
  key: string,
  answer: { status: number; location: string | null; body: unknown },
): Promise<void> {
  await db.update(idempotencyKeys).set(answer).where(mine(actor, key))
}

/** After a failure nothing was done: the same key may be tried again. */
export async function releaseKey(db: Db, actor: string, key: string): Promise<void> {
  await db.delete(idempotencyKeys).where(mine(actor, key))
}
