import { ZerfauxError } from '../domain/errors.ts'

export type Migration = {
  readonly file: string
  readonly version: string
  readonly name: string
  readonly statements: string[]
}

/** `20260101000000_first.sql`, its statements parted by the comment that drizzle-kit writes between them. */
export function parseMigration(file: string, text: string): Migration {
  const [, version, name] = /^(\d{14})_([\w-]+)\.sql$/.exec(file) ?? []
  if (!version || !name) {
    throw new ZerfauxError('invalid_input', `Reading the migrations: ${file} is not named <14 digits>_<name>.sql`)
  }
  const statements = text.split('--> statement-breakpoint').map((statement) => statement.trim())
  return { file, version, name, statements: statements.filter(Boolean) }
}

/** Applied versions that come after our last one: the marks of a newer Zerfaux. Older strangers are none of ours. */
export function newerThan(migrations: readonly Migration[], applied: readonly string[]): string[] {
  const last = migrations.at(-1)?.version ?? ''
  return applied.filter((version) => version > last)
}
