import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { fillDataDir } from '../../lib/cli/product/data-dir.ts'
import { embeddedDatabaseUrl } from '../../lib/config/data-dir.ts'
import { startEmbeddedPostgres } from '../../lib/db/embedded-postgres.ts'
import { migrate } from '../../lib/db/migrate.ts'
import { openSql } from '../../lib/db/open-sql.ts'

declare module 'vitest' {
  interface ProvidedContext {
    dataDir: string
  }
}

/** One real Postgres for the whole run, with a migrated database that each test file gets a copy of. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'zerfaux-api-'))
  fillDataDir(dataDir)
  const server = await startEmbeddedPostgres(dataDir)
  const maintenance = openSql(embeddedDatabaseUrl(dataDir, 'postgres'), { max: 1 })
  await maintenance`create database zerfaux_template`
  await maintenance.end()
  const template = openSql(embeddedDatabaseUrl(dataDir, 'zerfaux_template'), { max: 1 })
  await migrate(template, join(import.meta.dirname, '../../supabase/migrations'))
  await template.end()

  project.provide('dataDir', dataDir)
  return async () => {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
