import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Postmaster = { readonly pid: number; readonly ready: boolean }

/**
 * The server that runs on this cluster, if one does. A pid file alone proves nothing, since pids are
 * used again: the process must also have been started on this directory.
 */
export function runningPostmaster(cluster: string): Postmaster | null {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return null
  const found = parsePostmasterPid(readFileSync(file, 'utf8'))
  return found && runsOn(found.pid, cluster) ? found : null
}

/** postmaster.pid: the pid is its first line, the state its eighth ("ready", padded). */
export function parsePostmasterPid(text: string): Postmaster | null {
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return null
  return { pid, ready: lines[7]?.trim() === 'ready' }
}

function runsOn(pid: number, cluster: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(cluster)
  } catch {
    return false
  }
}
