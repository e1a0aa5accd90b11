// Two commands on one run at the same time would start everything twice: the second waits for the first.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from './lab-error.mjs'
import { labDir, runDir } from './lab-paths.mjs'

const WAIT_LIMIT_MS = 15 * 60_000

/** Building is shared by all runs, so the lock is one for the lab directory; the wait is short once things are cached. */
export async function withRunLock(run, work) {
  runDir(run) // refuses a bad name before anything is written
  mkdirSync(labDir(), { recursive: true, mode: 0o700 })
  const lock = join(labDir(), 'lock')
  const deadline = Date.now() + WAIT_LIMIT_MS
  while (!take(lock)) {
    if (Date.now() > deadline) throw new LabError(`another lab command holds ${lock} for too long`)
    await sleep(200)
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
  // A holder that was killed leaves its lock behind.
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0)
  } catch (error) {
    if (error.code === 'ESRCH') rmSync(lock, { force: true })
  }
  return false
}
