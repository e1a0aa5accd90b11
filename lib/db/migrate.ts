import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
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
export async function migrate(session: pg.ClientBase, folder: string): Promise<string[]> {
  const migrations = readMigrations(folder)
  try {
    await session.query('select pg_advisory_lock($1)', [LOCK])
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
    await session.query('select pg_advisory_unlock($1)', [LOCK])
  }
}

function readMigrations(folder: string): Migration[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'))
  return files.toSorted().map((file) => parseMigration(file, readFileSync(join(folder, file), 'utf8')))
}

async function appliedVersions(session: pg.ClientBase): Promise<string[]> {
  const { rows: found } = await session.query(`select to_regclass('supabase_migrations.schema_migrations') as ledger`)
  if (!found[0]?.ledger) {
    await session.query('create schema if not exists supabase_migrations')
    await session.query(
      'create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text)',
    )
  }
  const { rows } = await session.query<{ version: string }>('select version from supabase_migrations.schema_migrations')
  return rows.map((row) => row.version)
}

async function apply(session: pg.ClientBase, migration: Migration): Promise<void> {
  await session.query('begin')
  try {
    for (const statement of migration.statements) await session.query(statement)
    await session.query(
      'insert into supabase_migrations.schema_migrations (version, statements, name) values ($1, $2, $3)',
      [migration.version, migration.statements, migration.name],
    )
    await session.query('commit')
  } catch (cause) {
    await session.query('rollback')
    const found = cause instanceof Error ? cause.message : String(cause)
    throw new ZerfauxError('precondition_failed', `Applying migration ${migration.file}: ${found}`, {
      cause,
      hint: 'Nothing of this file was kept.',
    })
  }
}
