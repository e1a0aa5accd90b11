import { sql, type SQL } from 'drizzle-orm'

/** When a transaction whose process is not heard of is lost, and frees what it had locked. */
export type LostAfter = {
  /** Between two statements. */
  readonly silentSeconds: number
  /** At all, since the last pulse: a process can be frozen between the messages of one statement, and is not idle then. */
  readonly stuckSeconds: number
}

/** What every transaction begins with, unless it asks for something else. */
export const SILENT_SECONDS = 15

/** For the transaction that this is executed in. */
export function lostWhenSilent(seconds: number): SQL {
  return sql.raw(`set local idle_in_transaction_session_timeout = '${seconds}s'`)
}

/** The clock begins anew only when it was off in between. Postgres before 17 has none: there, nothing happens. */
export function lostWhenStuck(seconds: number): SQL {
  return sql.raw(`
    select set_config(name, '0', true), set_config(name, '${seconds}s', true)
    from pg_settings where name = 'transaction_timeout'`)
}
