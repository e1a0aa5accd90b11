import { sql, type SQL } from 'drizzle-orm'

/** A process that says nothing between two statements for so long has lost its transaction, and frees what that had locked. */
export const SILENT_SECONDS = 15

/** For the transaction that this is executed in. */
export function lostWhenSilent(seconds: number): SQL {
  return sql.raw(`set local idle_in_transaction_session_timeout = '${seconds}s'`)
}

/**
 * Ends the transaction that this is executed in so long after the last time that it was. A process can be frozen
 * between the messages of one statement, and is not silent then. Postgres before 17 has no such clock: there,
 * nothing happens. It begins anew only when it was off in between.
 */
export function lostWhenStuck(seconds: number): SQL {
  return sql.raw(`
    select set_config(name, '0', true), set_config(name, '${seconds}s', true)
    from pg_settings where name = 'transaction_timeout'`)
}
