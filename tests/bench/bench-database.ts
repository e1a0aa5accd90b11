import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillDataDir } from '../../lib/cli/product/data-dir.ts'
import { embeddedDatabaseUrl } from '../../lib/config/data-dir.ts'
import { startEmbeddedPostgres } from '../../lib/db/embedded-postgres.ts'
import { migrate } from '../../lib/db/migrate.ts'
import { openClient } from '../../lib/db/open-database.ts'

/** A real, empty database of the product's, named in this process's environment and so in its children's. */
export async function startBenchDatabase(): Promise<{ readonly stop: () => Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zerfaux-bench-data-'))
  fillDataDir(dataDir)
  const server = await startEmbeddedPostgres(dataDir)
  const maintenance = await openClient(embeddedDatabaseUrl(dataDir, 'postgres'))
  await maintenance.query('create database zerfaux')
  await maintenance.end()
  const client = await openClient(embeddedDatabaseUrl(dataDir))
  await migrate(client, join(import.meta.dirname, '../../supabase/migrations'))
  await client.end()
  process.env['ZERFAUX_DATA_DIR'] = dataDir
  process.env['DATABASE_URL'] = embeddedDatabaseUrl(dataDir)
  process.env['ZERFAUX_LOG_LEVEL'] = 'silent'
  return {
    stop: async () => {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
