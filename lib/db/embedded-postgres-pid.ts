import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Postmaster = { readonly pid: number; readonly ready: boolean }

/**
 * The server that runs on this cluster, if one does. A pid file alone proves nothing, since pids are
 * used again: the process must also have been started on this directory.
 */
export function runningPostmaster(cluster: string): Postmaster | null {
  const text = readOrNull(join(cluster, 'postmaster.pid'))
  const found = text === null ? null : parsePostmasterPid(text)
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
  return readOrNull(`/proc/${pid}/cmdline`)?.split('\0').includes(cluster) ?? false
}

/** Both files go away by themselves, also between two looks. */
function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
