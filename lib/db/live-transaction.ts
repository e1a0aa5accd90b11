import { sql } from 'drizzle-orm'
import type { Db } from './client.ts'

/** A process that is not heard of for this long inside a transaction has lost it. */
const LOST_AFTER_SECONDS = 15
const PULSE_MS = 3_000

/**
 * A transaction that may wait for others at length, but dies with its process. Without it, a worker
 * that was frozen or cut off from the network keeps its rows locked, and whoever takes its job over
 * waits for as long as that lasts. (A process that was killed is noticed by Postgres itself.)
 */
export function liveTransaction<Result>(db: Db, work: (tx: Db) => Promise<Result>): Promise<Result> {
  return db.transaction(async (tx) => {
    await tx.execute(sql.raw(`set local idle_in_transaction_session_timeout = '${LOST_AFTER_SECONDS}s'`))
    const pulse = setInterval(() => {
      // Fails only where the transaction has failed, which its own work is about to find out.
      tx.execute(sql`select 1`).then(undefined, () => {})
    }, PULSE_MS)
    try {
      return await work(tx)
    } finally {
      clearInterval(pulse)
    }
  })
}
