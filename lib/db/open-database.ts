import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** A server that does not answer must not hold its caller for longer. */
const CONNECT_MS = 30_000

/** For one command after another. Ended by whoever opened it. */
export async function openClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS, keepAlive: true })
  client.on('error', toldByQueries)
  await client.connect()
  return client
}

/**
 * A pool that lives through the end of any of its connections. What was under way on one fails, and so does
 * the rest of its transaction: nothing of that is ever sent on another connection (decision 21).
 */
export function openPool(url: string, options: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    ...options,
  })
  pool.on('error', toldByQueries)
  pool.on('connect', (client) => client.on('error', toldByQueries))
  return pool
}

/** Waits for queries under way, and not for longer. */
export async function endPool(pool: pg.Pool, milliseconds: number): Promise<void> {
  await Promise.race([pool.end(), sleep(milliseconds, undefined, { ref: false })])
}

/** That a connection has ended is told by the failure of what it was asked; an event nobody listens to ends the process. */
function toldByQueries(): void {}
