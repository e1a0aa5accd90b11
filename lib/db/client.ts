import 'server-only'
import { drizzle } from 'drizzle-orm/node-postgres'
import type pg from 'pg'
import { env } from '../config/env.ts'
import { SILENT_SECONDS, lostWhenSilent } from './lost-transactions.ts'
import { endPool, openPool } from './open-database.ts'

const CLOSE_MS = 5_000

// Hot reload runs this module again; the pool must outlive that. The only global in the app.
const kept = globalThis as { zerfauxPool?: pg.Pool }
kept.zerfauxPool ??= openPool(env.DATABASE_URL)

export const db = openDrizzle(kept.zerfauxPool)

/** The pool, or a transaction on it. Every query function takes one. */
export type Db = Pick<
  ReturnType<typeof drizzle>,
  'select' | 'selectDistinct' | 'selectDistinctOn' | 'insert' | 'update' | 'delete' | 'execute' | 'transaction'
>

/** Queries on that pool. A transaction whose process freezes is lost after a while, and holds nobody up. */
export function openDrizzle(pool: pg.Pool): ReturnType<typeof drizzle> {
  const opened = drizzle({ client: pool })
  const transaction = opened.transaction.bind(opened)
  opened.transaction = (work, config) =>
    transaction(async (tx) => {
      await tx.execute(lostWhenSilent(SILENT_SECONDS))
      return work(tx)
    }, config)
  return opened
}

/** Ends the pool, for commands that must exit. Servers keep it. */
export async function closeDb(): Promise<void> {
  const pool = kept.zerfauxPool
  delete kept.zerfauxPool
  if (pool) await endPool(pool, CLOSE_MS)
}
