/**
 * The embedded database: a real Postgres server on a Unix socket in a directory only we can enter.
 *
 * It outlives a killed launcher, and the next start finds it again by its pid file. So starting means:
 * attach when it runs, else make the cluster if there is none, start it, wait until it is ready.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dataDirPaths } from '../config/data-dir.ts'
import { ZerfauxError } from '../domain/errors.ts'
import { postgresCommand } from './embedded-postgres-binaries.ts'
import { runningPostmaster } from './embedded-postgres-pid.ts'

const READY_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 15_000
const LOG_LIMIT_BYTES = 10_000_000

export type EmbeddedPostgres = { readonly pid: number; readonly attached: boolean; readonly stop: () => Promise<void> }

export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const paths = dataDirPaths(dataDir)
  const cluster = paths.postgres
  for (const dir of [paths.logs, paths.socket]) mkdirSync(dir, { recursive: true, mode: 0o700 })
  refuseForeignSocketDir(paths.socket)

  const found = runningPostmaster(cluster)
  if (found) {
    await untilReady(cluster, null, join(paths.logs, 'postgres.log'))
    return { pid: found.pid, attached: true, stop: () => stopPostmaster(cluster) }
  }

  const logPath = join(paths.logs, 'postgres.log')
  const log = openLog(logPath)
  try {
    if (!existsSync(join(cluster, 'PG_VERSION'))) await makeCluster(cluster, log, logPath)
    const server = startServer(cluster, paths.socket, log)
    const pid = await untilReady(cluster, server, logPath)
    server.unref()
    return { pid, attached: false, stop: () => stopPostmaster(cluster) }
  } finally {
    closeSync(log)
  }
}

/** Stops whatever server runs on the cluster: fast first, so that open sessions end, then at once. */
async function stopPostmaster(cluster: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    const found = runningPostmaster(cluster)
    if (!found) return
    process.kill(found.pid, signal)
    const deadline = Date.now() + STOP_TIMEOUT_MS
    while (Date.now() < deadline) {
      if (!runningPostmaster(cluster)) return
      await sleep(20)
    }
  }
}

/** Made beside its place and then renamed, so that an interrupted first start leaves no half cluster. */
async function makeCluster(cluster: string, log: number, logPath: string): Promise<void> {
  const draft = `${cluster}.new`
  rmSync(draft, { recursive: true, force: true })
  const args = ['-D', draft, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-instructions']
  const initdb = launch('initdb', args, log)
  const code = await new Promise<number | null>((done, fail) => {
    initdb.on('exit', done).on('error', (error) => fail(cannotRun(error)))
  })
  if (code !== 0) throw refusedToStart('Creating the embedded database', logPath)
  renameSync(draft, cluster)
}

function startServer(cluster: string, socket: string, log: number): ChildProcess {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socket,
    unix_socket_permissions: '0700',
    max_connections: '100',
    log_min_messages: 'warning',
    log_timezone: 'UTC',
    timezone: 'UTC',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return launch('postgres', ['-D', cluster, ...args], log)
}

/** In a session of its own: Ctrl-C in the terminal must reach the launcher only, which stops things in order. */
function launch(program: 'initdb' | 'postgres', args: readonly string[], log: number): ChildProcess {
  const command = postgresCommand(program, args)
  return spawn(command.file, command.args, { stdio: ['ignore', log, log], detached: true, cwd: '/' })
}

/** Waits for the server to say "ready" in its pid file; gives its pid. */
async function untilReady(cluster: string, child: ChildProcess | null, logPath: string): Promise<number> {
  let failed: Error | undefined
  child?.on('error', (error) => (failed = error))
  const deadline = Date.now() + READY_TIMEOUT_MS
  while (Date.now() < deadline) {
    const found = runningPostmaster(cluster)
    if (found?.ready) return found.pid
    if (failed) throw cannotRun(failed)
    if (child && child.exitCode !== null) break
    await sleep(10)
  }
  throw refusedToStart('Starting the embedded Postgres', logPath)
}

function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > LOG_LIMIT_BYTES) renameSync(path, `${path}.1`)
  return openSync(path, 'a', 0o600)
}

/** A socket directory outside the data directory has a name that others could have taken first. */
function refuseForeignSocketDir(socket: string): void {
  const { uid, mode } = statSync(socket)
  if (uid === process.getuid?.() && (mode & 0o077) === 0) return
  throw new ZerfauxError('precondition_failed', `Starting the embedded Postgres: ${socket} is open to other users`, {
    hint: 'Remove it, or choose another ZERFAUX_DATA_DIR.',
  })
}

function cannotRun(cause: Error & { code?: string; path?: string }): ZerfauxError {
  const tool = cause.path ?? 'a program'
  const hint = tool === 'unshare' ? 'Install util-linux, or run as another user than root.' : undefined
  return new ZerfauxError('precondition_failed', `Starting the embedded Postgres: ${tool} cannot be run`, {
    cause,
    hint,
  })
}

function refusedToStart(doing: string, logPath: string): ZerfauxError {
  const said = readFileSync(logPath, 'utf8').trimEnd().split('\n').at(-1) ?? ''
  // Containers commonly forbid it, and Postgres itself refuses to run as root.
  if (said.startsWith('unshare: ')) {
    return new ZerfauxError(
      'precondition_failed',
      `${doing} as root needs a user namespace, which this machine does not allow (${said.replace('unshare: ', '')})`,
      { hint: 'Run Zerfaux as an ordinary user, or use Supabase: see "With Supabase" in README.md.' },
    )
  }
  return new ZerfauxError('precondition_failed', `${doing} failed: ${said}`, { hint: `More in ${logPath}.` })
}
