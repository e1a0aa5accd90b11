import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Longest path a Unix socket may have, less the name Postgres gives it. */
const SOCKET_DIR_LIMIT = 107 - '/.s.PGSQL.5432'.length

/** Where everything of one installation lies. All but the socket is inside the data directory. */
export function dataDirPaths(dataDir: string) {
  return {
    version: join(dataDir, 'VERSION'),
    lock: join(dataDir, 'launcher.lock'),
    secretKey: join(dataDir, 'secret.key'),
    jwtSecret: join(dataDir, 'jwt.secret'),
    logs: join(dataDir, 'logs'),
    postgres: join(dataDir, 'postgres'),
    socket: socketDir(dataDir),
  }
}

/**
 * The embedded database of a data directory. The address follows from the directory alone, so that
 * web, workers and commands find it without being told.
 */
export function embeddedDatabaseUrl(dataDir: string, database = 'zerfaux'): string {
  return `postgres://postgres@${encodeURIComponent(socketDir(dataDir))}:5432/${database}`
}

function socketDir(dataDir: string): string {
  const inside = join(dataDir, 'run')
  if (Buffer.byteLength(inside) <= SOCKET_DIR_LIMIT) return inside
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  return join(tmpdir(), `zerfaux-${name}`)
}
