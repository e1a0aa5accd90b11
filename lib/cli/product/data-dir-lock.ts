import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dataDirPaths } from '../../config/data-dir.ts'
import { ZerfauxError } from '../../domain/errors.ts'

/**
 * One launcher for each data directory. The lock names a process by pid and start time, so that a
 * launcher that was killed holds nothing, whoever has its pid now.
 */
export function lockDataDir(dataDir: string): { release: () => void } {
  const path = dataDirPaths(dataDir).lock
  const mine = nameProcess(process.pid)
  for (;;) {
    try {
      writeFileSync(path, `${mine}\n`, { flag: 'wx', mode: 0o600 })
      return { release: () => rmSync(path, { force: true }) }
    } catch (error) {
      if (!isTaken(error)) throw error
    }
    const holder = lockHolder(dataDir)
    if (holder) {
      throw new ZerfauxError('conflict', `Another Zerfaux (process ${holder}) is running on ${dataDir}`, {
        hint: 'Stop it first, or choose another directory with ZERFAUX_DATA_DIR.',
      })
    }
    rmSync(path, { force: true })
  }
}

/** The pid of the launcher that runs on this directory, or null. */
export function lockHolder(dataDir: string): number | null {
  try {
    const name = readFileSync(dataDirPaths(dataDir).lock, 'utf8').trim()
    const pid = Number(name.split(' ')[0])
    return name === nameProcess(pid) ? pid : null
  } catch {
    return null // no lock, or no such process
  }
}

/** Pid and start time. The program's name in /proc/<pid>/stat may hold spaces, so count from its end. */
function nameProcess(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return `${pid} ${started}`
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}
