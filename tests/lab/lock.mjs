// Two commands at the same time would start or build everything twice: the second waits for the first.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from './lab-error.mjs'
import { labDir, runDir } from './lab-paths.mjs'

const WAIT_LIMIT_MS = 60 * 60_000

/** One command at a time on one run. */
export const withRunLock = (run, work) => withLock(join(runDir(run), 'lock'), work)

/** The cache is shared by all runs: one builder at a time. */
export const withCacheLock = (work) => withLock(join(labDir(), 'lock'), work)

async function withLock(lock, work) {
  mkdirSync(dirname(lock), { recursive: true, mode: 0o700 })
  const deadline = Date.now() + WAIT_LIMIT_MS
  while (!take(lock)) {
    if (Date.now() > deadline) throw new LabError(`another lab command has been holding ${lock} for too long`)
    await sleep(100)
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  try {
    const holder = Number(readFileSync(lock, 'utf8'))
    if (holder > 0) process.kill(holder, 0)
  } catch (error) {
    // ESRCH: a holder that was killed leaves its lock behind. ENOENT: it was released just now.
    if (error.code === 'ESRCH') rmSync(lock, { force: true })
  }
  return false
}
