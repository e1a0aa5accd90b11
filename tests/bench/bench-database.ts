import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillDataDir } from '../../lib/cli/product/data-dir.ts'
import { embeddedDatabaseUrl } from '../../lib/config/data-dir.ts'
import { startEmbeddedPostgres } from '../../lib/db/embedded-postgres.ts'
import { migrate } from '../../lib/db/migrate.ts'
import { openSql } from '../../lib/db/open-sql.ts'

/** A real, empty database of the product's, named in this process's environment and so in its children's. */
export async function startBenchDatabase(): Promise<{ readonly stop: () => Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zerfaux-bench-data-'))
  fillDataDir(dataDir)
  const server = await startEmbeddedPostgres(dataDir)
  const maintenance = openSql(embeddedDatabaseUrl(dataDir, 'postgres'), { max: 1 })
  await maintenance`create database zerfaux`
  await maintenance.end()
  const sql = openSql(embeddedDatabaseUrl(dataDir), { max: 1 })
  await migrate(sql, join(import.meta.dirname, '../../supabase/migrations'))
  await sql.end()
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
