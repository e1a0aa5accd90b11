import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { members } from '../../../drizzle/schema/members.ts'
import { embeddedDatabaseUrl } from '../../config/data-dir.ts'
import { env } from '../../config/env.ts'
import { closeDb, db } from '../../db/client.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../db/embedded-postgres.ts'
import { migrate } from '../../db/migrate.ts'
import { openClient } from '../../db/open-database.ts'
import type { FirstAdmin } from './first-admin.ts'

export type Database = { readonly server: EmbeddedPostgres | null; readonly firstAdmin: FirstAdmin | null }

/** Brings the database from whatever it is to ready for web and workers. Repeatable. */
export async function prepareDatabase(root: string, { demo }: { demo: boolean }): Promise<Database> {
  const server = env.mode.kind === 'embedded' ? await startEmbeddedPostgres(env.ZERFAUX_DATA_DIR) : null
  try {
    if (server) await createDatabase()
    await migrateDatabase(root)
    if (env.mode.kind === 'embedded') await ensureEmbeddedAuthSchema(root)
    if (!(await lacksAdmin())) return { server, firstAdmin: null }
    // Before the administrator, so that a start that was cut short here seeds again.
    if (demo) {
      const { seedDemo } = await import('../../services/demo/seed-demo.ts')
      await seedDemo(db)
    }
    const { createFirstAdmin } = await import('./first-admin.ts')
    return { server, firstAdmin: await createFirstAdmin() }
  } catch (error) {
    await server?.stop()
    throw error
  } finally {
    await closeDb()
  }
}

async function lacksAdmin(): Promise<boolean> {
  const found = await db.select({ userId: members.userId }).from(members).where(eq(members.role, 'admin')).limit(1)
  return found.length === 0
}

async function createDatabase(): Promise<void> {
  const maintenance = await openClient(embeddedDatabaseUrl(env.ZERFAUX_DATA_DIR, 'postgres'))
  try {
    const { rowCount } = await maintenance.query(`select 1 from pg_database where datname = 'zerfaux'`)
    if (!rowCount) await maintenance.query('create database zerfaux')
  } finally {
    await maintenance.end()
  }
}

async function migrateDatabase(root: string): Promise<void> {
  const connection = await openClient(env.DATABASE_URL)
  try {
    await migrate(connection, join(root, 'supabase', 'migrations'))
  } finally {
    await connection.end()
  }
}

/** Loading the package takes longer than all the rest, so the schema remembers which version made it. */
async function ensureEmbeddedAuthSchema(root: string): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', '@supabase', 'lite', 'package.json'), 'utf8'))
  const mark = `made by @supabase/lite ${version}`
  const { rows } = await db.execute<{ mark: string | null }>(
    sql`select obj_description(to_regnamespace('auth')::oid, 'pg_namespace') as mark`,
  )
  if (rows[0]?.mark === mark) return
  const { openEmbeddedAuth } = await import('../../db/embedded-auth.ts')
  const auth = openEmbeddedAuth({ connections: 1 })
  try {
    await auth.ensureSchema()
  } finally {
    await auth.close()
  }
  await db.execute(sql.raw(`comment on schema auth is '${mark}'`))
}
