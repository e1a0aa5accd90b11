import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { embeddedDatabaseUrl } from '../../lib/config/data-dir.ts'
import { startEmbeddedPostgres } from '../../lib/db/embedded-postgres.ts'
import { migrate } from '../../lib/db/migrate.ts'
import { openClient } from '../../lib/db/open-database.ts'

const migrations = join(import.meta.dirname, '../../supabase/migrations')

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'zerfaux-pg-'))
})
afterEach(async () => {
  await (await startEmbeddedPostgres(dataDir)).stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test('the migrations apply once, even when two processes start at the same time', async () => {
  await startEmbeddedPostgres(dataDir)
  const done = await Promise.all([
    inDatabase((client) => migrate(client, migrations)),
    inDatabase((client) => migrate(client, migrations)),
  ])
  expect(done.filter((files) => files.length > 0)).toHaveLength(1)
  const ledger = await asked('select version, name from supabase_migrations.schema_migrations')
  expect(ledger.length).toBe(done.flat().length)
})

test('a database of a newer version is refused', async () => {
  await startEmbeddedPostgres(dataDir)
  await inDatabase((client) => migrate(client, migrations))
  await asked(`insert into supabase_migrations.schema_migrations (version) values ('99990101000000')`)
  await expect(inDatabase((client) => migrate(client, migrations))).rejects.toThrow(/99990101000000.*does not know/)
})

test('committed rows survive kill -9 of the server', async () => {
  const server = await startEmbeddedPostgres(dataDir)
  await asked('create table kept as select 42 as answer')
  process.kill(server.pid, 'SIGKILL')
  await expect.poll(async () => (await startEmbeddedPostgres(dataDir)).pid, { timeout: 20_000 }).not.toBe(server.pid)
  expect(await asked('select answer from kept')).toEqual([{ answer: 42 }])
})

test('a server whose starter was killed is found again', async () => {
  const program = `const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL('../../lib/db/embedded-postgres.ts', import.meta.url).href)})
    console.log((await startEmbeddedPostgres(${JSON.stringify(dataDir)})).pid)
    setInterval(() => {}, 1000)`
  const starter = spawn(process.execPath, ['--conditions=react-server', '--input-type=module', '-e', program])
  const [pid] = await once(starter.stdout, 'data')
  starter.kill('SIGKILL')
  await once(starter, 'exit')
  const found = await startEmbeddedPostgres(dataDir)
  expect([found.pid, found.attached]).toEqual([Number(String(pid)), true])
})

test('nothing listens on the network, and only the owner may enter the socket’s directory', async () => {
  await startEmbeddedPostgres(dataDir)
  expect(await asked('show listen_addresses')).toEqual([{ listen_addresses: '' }])
  expect(statSync(join(dataDir, 'run')).mode & 0o777).toBe(0o700)
})

async function asked(statement: string): Promise<unknown[]> {
  return inDatabase(async (client) => (await client.query(statement)).rows)
}

async function inDatabase<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = await openClient(embeddedDatabaseUrl(dataDir, 'postgres'))
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
