import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { PostgresDutyLocks } from '../../lib/db/duty-locks.ts'
import { startDuties, type RunningDuties } from '../../lib/workflows/duties.ts'
import { Sites } from '../../lib/workflows/sites.ts'
import { database as db } from './call.ts'

const running: RunningDuties[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ stop }) => stop()))
})

const queue = () => Promise.reject(new Error('not needed here'))

/** As many processes as names, on one Postgres; each run is noted with who did it. */
function processes(names: readonly string[], note: (name: string) => Promise<void>): void {
  for (const name of names) {
    const tools = { db, sites: new Sites(db), queue, log: pino({ level: 'silent' }) }
    const duty = { name: 'count', everySeconds: 0.05, run: () => note(name) }
    running.push(startDuties(tools, [duty], new PostgresDutyLocks()))
  }
}

test('one of several processes does a duty, and another when its session is ended', async () => {
  const done: string[] = []
  processes(['a', 'b', 'c'], async (name) => void done.push(name))
  await expect.poll(() => done.length).toBeGreaterThan(5)
  expect(new Set(done).size).toBe(1)

  const holder = sql`select pid from pg_locks where locktype = 'advisory' and granted
    and database = (select oid from pg_database where datname = current_database())`
  const first = (await db.execute<{ pid: number }>(holder)).rows[0]
  const before = done.length
  await db.execute(sql`select pg_terminate_backend(${first?.['pid']}::int)`)
  await expect.poll(() => done.length).toBeGreaterThan(before + 5)
  const second = (await db.execute<{ pid: number }>(holder)).rows[0]
  expect(second?.['pid']).not.toBe(first?.['pid'])
  expect(new Set(done.slice(before + 1)).size).toBe(1)
})

test('runs of one duty never overlap, whoever does them', async () => {
  let [now, most, runs] = [0, 0, 0]
  processes(['a', 'b', 'c'], async () => {
    most = Math.max(most, ++now)
    await new Promise((done) => setTimeout(done, 20))
    now--
    runs++
  })
  await expect.poll(() => runs).toBeGreaterThan(8)
  expect(most).toBe(1)
})
