import 'server-only'
import type pg from 'pg'
import { env } from '../config/env.ts'
import { endPool, openPool } from './open-database.ts'

/** Postgres ends a session that is silent for this long: a frozen process does not keep its duties. */
const SILENT_AFTER = '15s'
const PULSE_MS = 4_000
const CLOSE_MS = 2_000

export type HeldDuty = {
  /** The session, and with it the lock, is gone: another process may be at the duty already. */
  readonly lost: AbortSignal
  readonly release: () => Promise<void>
}

/** Which process does a duty. Held across runs, so that a period is not worked through once per process. */
export interface DutyLocks {
  /** Null while another process has it. */
  take(duty: string): Promise<HeldDuty | null>
  close(): Promise<void>
}

/** Advisory locks on one session of this process: they end with the process, however that ends. */
export class PostgresDutyLocks implements DutyLocks {
  /** Of one connection, which is the session. */
  readonly #pool: pg.Pool
  readonly #pulse: NodeJS.Timeout
  #session = new AbortController()

  constructor(url = env.DATABASE_URL) {
    this.#pool = openPool(url, { max: 1, idleTimeoutMillis: 0, application_name: 'zerfaux-duties' })
    this.#pool.on('connect', (client) => {
      const session = (this.#session = new AbortController())
      client.once('end', () => session.abort(new Error('The session that held the duties has ended')))
    })
    this.#pulse = setInterval(() => {
      // A session that is gone tells so by itself; the next `take` opens another.
      this.#pool.query('select 1').then(undefined, () => {})
    }, PULSE_MS)
    this.#pulse.unref()
  }

  async take(duty: string): Promise<HeldDuty | null> {
    const { rows } = await this.#pool.query<{ taken: boolean }>(
      `select set_config('idle_session_timeout', $1, false), pg_try_advisory_lock($2) as taken`,
      [SILENT_AFTER, keyOf(duty)],
    )
    if (!rows[0]?.taken) return null
    const lost = this.#session.signal
    return {
      lost,
      release: async () => {
        if (!lost.aborted) await this.#pool.query('select pg_advisory_unlock($1)', [keyOf(duty)])
      },
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#pulse)
    await endPool(this.#pool, CLOSE_MS)
  }
}

/** 52 bits of FNV-1a: as good as any number, and the same in each version and process. */
function keyOf(duty: string): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(`zerfaux duty ${duty}`)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  }
  return String(hash >> 12n)
}
