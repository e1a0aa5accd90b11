import { sql } from 'drizzle-orm'
import { db } from '../db/client.ts'

export type Health = { readonly status: 'ok' | 'unavailable'; readonly database: 'ok' | 'unreachable' }

/** Open to everybody, so it says nothing but whether requests can be served. */
export async function checkHealth(): Promise<Health> {
  try {
    await db.execute(sql`select 1`)
    return { status: 'ok', database: 'ok' }
  } catch {
    return { status: 'unavailable', database: 'unreachable' }
  }
}
