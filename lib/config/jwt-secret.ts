import 'server-only'
import { dataDirPaths } from './data-dir.ts'
import { env } from './env.ts'
import { readKeyFile } from './key-file.ts'

/** What signs the sessions of embedded mode (HS256). In Supabase mode there is none on this side. */
export function jwtSecret(): string {
  return readKeyFile(dataDirPaths(env.ZERFAUX_DATA_DIR).jwtSecret, 'session secret')
}
