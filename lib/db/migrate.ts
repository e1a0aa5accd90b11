import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type postgres from 'postgres'
import { ZerfauxError } from '../domain/errors.ts'
import { newerThan, parseMigration, type Migration } from './migrate-files.ts'

/** Any number no one else uses: two starters must not apply the same file twice. */
const LOCK = 5_202_611_230

/**
 * Applies what is not applied yet, each file in its own transaction, and gives the names of what it did.
 * Recorded where the Supabase CLI records, so that `supabase db push` and this agree.
 *
 * @throws ZerfauxError `precondition_failed` when the database is newer than this version of Zerfaux.
 */
export async function migrate(sql: postgres.Sql, folder: string): Promise<string[]> {
  const migrations = readMigrations(folder)
  const session = await sql.reserve()
  try {
    await session`select pg_advisory_lock(${LOCK})`
    const applied = await appliedVersions(session)
    const unknown = newerThan(migrations, applied)
    if (unknown.length > 0) {
      throw new ZerfauxError(
        'precondition_failed',
        `Migrating the database: it holds ${unknown.join(', ')}, which this version of Zerfaux does not know`,
        { hint: 'A newer Zerfaux has used it. Start that version again, or choose another database.' },
      )
    }
    const missing = migrations.filter((migration) => !applied.includes(migration.version))
    for (const migration of missing) await apply(session, migration)
    return missing.map((migration) => migration.file)
  } finally {
    await session`select pg_advisory_unlock(${LOCK})`
    session.release()
  }
}

function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'))
  return files.toSorted().map((file) => parseMigration(file, readFileSync(join(folder, file), 'utf8')))
}

async function appliedVersions(session: postgres.ReservedSql): Promise<string[]> {
  const [ledger] = await session`select to_regclass('supabase_migrations.schema_migrations') as found`
  if (!ledger?.['found']) {
    await session`create schema if not exists supabase_migrations`
    await session`create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text)`
  }
  const rows = await session<{ version: string }[]>`select version from supabase_migrations.schema_migrations`
  return rows.map((row) => row.version)
}

async function apply(session: postgres.ReservedSql, migration: Migration): Promise<void> {
  await session`begin`
  try {
    for (const statement of migration.statements) await session.unsafe(statement)
    await session`insert into supabase_migrations.schema_migrations (version, statements, name)
      values (${migration.version}, ${migration.statements}, ${migration.name})`
    await session`commit`
  } catch (cause) {
    await session`rollback`
    const found = cause instanceof Error ? cause.message : String(cause)
    throw new ZerfauxError('precondition_failed', `Applying migration ${migration.file}: ${found}`, {
      cause,
      hint: 'Nothing of this file was kept.',
    })
  }
}
