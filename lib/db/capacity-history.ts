import { and, asc, eq, gte, lt, sql } from 'drizzle-orm'
import { capacityHistory } from '../../drizzle/schema/capacity-history.ts'
import type { Db } from './client.ts'

export type CapacityRow = typeof capacityHistory.$inferSelect

/** One sample an hour is enough, whoever looks how often. */
export async function recordCapacity(db: Db, row: CapacityRow): Promise<void> {
  const at = new Date(Math.floor(row.at.getTime() / 3_600_000) * 3_600_000)
  await db
    .insert(capacityHistory)
    .values({ ...row, at })
    .onConflictDoUpdate({
      target: [capacityHistory.targetId, capacityHistory.at],
      set: {
        sizeBytes: sql`excluded.size_bytes`,
        availableBytes: sql`excluded.available_bytes`,
        fragmentationPercent: sql`excluded.fragmentation_percent`,
      },
    })
}

/** Oldest first. */
export async function listCapacity(db: Db, targetId: string, since: Date): Promise<CapacityRow[]> {
  return db
    .select()
    .from(capacityHistory)
    .where(and(eq(capacityHistory.targetId, targetId), gte(capacityHistory.at, since)))
    .orderBy(asc(capacityHistory.at))
}

export async function forgetCapacityBefore(db: Db, before: Date): Promise<void> {
  await db.delete(capacityHistory).where(lt(capacityHistory.at, before))
}
