import { sql, type SQL } from 'drizzle-orm'
import type { Db } from './client.ts'

/** When a transaction whose process is not heard of is lost, and frees what it had locked. */
export type LostAfter = {
  /** Between two statements. */
  readonly silentSeconds: number
  /** At all, since the last pulse: a process can be frozen between the messages of one statement, and is not idle then. */
  readonly stuckSeconds: number
}

const lostAfter: LostAfter = { silentSeconds: 15, stuckSeconds: 25 }
const PULSE_SHARE = 0.2

/**
 * A transaction that may wait for others at length, but dies with its process. Without it, a worker
 * that was frozen or cut off from the network keeps its rows locked, and whoever takes its job over
 * waits for as long as that lasts. (A process that was killed is noticed by Postgres itself.)
 */
export function liveTransaction<Result>(
  db: Db,
  work: (tx: Db) => Promise<Result>,
  limits: LostAfter = lostAfter,
): Promise<Result> {
  return db.transaction(async (tx) => {
    await endWhenLost(tx, limits)
    let beat: Promise<void> | null = null
    const pulse = setInterval(
      () => {
        // Fails only where the transaction has failed, which its own work is about to find out.
        const answered = () => void (beat = null)
        beat ??= tx.execute(stuckAfter(limits.stuckSeconds)).then(answered, answered)
      },
      limits.silentSeconds * PULSE_SHARE * 1_000,
    )
    try {
      return await work(tx)
    } finally {
      clearInterval(pulse)
    }
  })
}

/** For a transaction that is short by nature, without a pulse: it must end within `stuckSeconds`. */
export async function endWhenLost(tx: Db, { silentSeconds, stuckSeconds }: LostAfter): Promise<void> {
  await tx.execute(sql.raw(`set local idle_in_transaction_session_timeout = '${silentSeconds}s'`))
  await tx.execute(stuckAfter(stuckSeconds))
}

/** The clock begins anew only when it was off in between. Postgres before 17 has none: there, nothing happens. */
function stuckAfter(seconds: number): SQL {
  return sql.raw(`
    select set_config(name, '0', true), set_config(name, '${seconds}s', true)
    from pg_settings where name = 'transaction_timeout'`)
}
