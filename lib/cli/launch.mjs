/**
 * The door of every npm script. Plain JavaScript for any Node from 18 on and without packages, since it
 * may run on a fresh clone: it brings the packages and a Node that is new enough, then hands over.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commands, usage } from './launch/commands.mjs'
import { useGitHooks } from './launch/git-hooks.mjs'
import { findNode } from './launch/node-runtime.mjs'
import { installPackages } from './launch/packages.mjs'
import { linkPostgresLibraries } from './launch/postgres-links.mjs'
import { Stop } from './launch/stop.mjs'

const quickImports = new URL('./launch/quick-imports.mjs', import.meta.url).href
const launchedAt = String(Date.now())
const root = fileURLToPath(new URL('../..', import.meta.url))

try {
  const [name = 'help', ...rest] = process.argv.slice(2)
  const command = commands[name]
  if (!command) throw new Stop(usage(), name === 'help' || name === '--help' ? 0 : 2)
  await installPackages(root)
  linkPostgresLibraries(root)
  if (command.hooks) useGitHooks(root)
  handOver(findNode(root), command.program, rest)
} catch (error) {
  if (!(error instanceof Stop)) throw error
  console[error.exitCode === 0 ? 'log' : 'error'](error.message)
  process.exitCode = error.exitCode
}

/** The channel is how the command notices that this process is gone, even when it was killed. */
function handOver(node, program, args) {
  const child = spawn(node, ['--conditions=react-server', '--import', quickImports, program, ...args], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      NEXT_TELEMETRY_DISABLED: '1',
      // What Node has compiled once, it need not compile at the next start.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'node'),
      ZERFAUX_LAUNCHED_AT: launchedAt,
    },
  })
  // Ctrl-C in a terminal reaches the command as well, so it may hear of it twice. We end when it has ended.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  const npm = process.env.npm_lifecycle_event ? watchParent(() => child.kill('SIGTERM')) : undefined
  child.on('exit', (code, signal) => {
    clearInterval(npm)
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
  })
}

/** npm passes signals on, but when it is killed outright we would be left behind. */
function watchParent(onGone) {
  const parent = process.ppid
  return setInterval(() => process.ppid !== parent && onGone(), 1000)
}
