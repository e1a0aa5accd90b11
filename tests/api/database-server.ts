import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { fillDataDir } from '../../lib/cli/product/data-dir.ts'
import { embeddedDatabaseUrl } from '../../lib/config/data-dir.ts'
import { startEmbeddedPostgres } from '../../lib/db/embedded-postgres.ts'
import { migrate } from '../../lib/db/migrate.ts'
import { openClient } from '../../lib/db/open-database.ts'

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
  const maintenance = await openClient(embeddedDatabaseUrl(dataDir, 'postgres'))
  await maintenance.query('create database zerfaux_template')
  await maintenance.end()
  const template = await openClient(embeddedDatabaseUrl(dataDir, 'zerfaux_template'))
  await migrate(template, join(import.meta.dirname, '../../supabase/migrations'))
  await template.end()

  project.provide('dataDir', dataDir)
  return async () => {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
