import 'server-only'
import { drizzle } from 'drizzle-orm/postgres-js'
import type postgres from 'postgres'
import { env } from '../config/env.ts'
import { openSql } from './open-sql.ts'

// Hot reload runs this module again; the pool must outlive that. The only global in the app.
const kept = globalThis as { zerfauxPool?: postgres.Sql }
kept.zerfauxPool ??= openSql(env.DATABASE_URL)

export const db = drizzle(kept.zerfauxPool)

/** The pool, or a transaction on it. Every query function takes one. */
export type Db = Pick<
  typeof db,
  'select' | 'selectDistinct' | 'selectDistinctOn' | 'insert' | 'update' | 'delete' | 'execute' | 'transaction'
>

/** Ends the pool, for commands that must exit. Servers keep it. */
export async function closeDb(): Promise<void> {
  await kept.zerfauxPool?.end({ timeout: 5 })
  delete kept.zerfauxPool
}
