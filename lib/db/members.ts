import { eq } from 'drizzle-orm'
import { members } from '../../drizzle/schema/members.ts'
import type { Db } from './client.ts'

export type MemberRow = typeof members.$inferSelect

export async function findMember(db: Db, userId: string): Promise<MemberRow | null> {
  const [row] = await db.select().from(members).where(eq(members.userId, userId))
  return row ?? null
}
