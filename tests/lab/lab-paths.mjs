// Where the lab keeps things: outside the clone, so that a `git clean` costs no rebuild and no key is ever near a commit.
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LabError } from './lab-error.mjs'

export const sourceDir = fileURLToPath(new URL('.', import.meta.url))

export function labDir() {
  const { ZERFAUX_LAB_DIR, XDG_CACHE_HOME } = process.env
  return ZERFAUX_LAB_DIR || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'zerfaux-lab')
}

export const cacheDir = () => join(labDir(), 'cache')
export const identityDir = () => join(labDir(), 'identity')

/** The lab that is meant where none is named. */
export const defaultRun = () => process.env.ZERFAUX_LAB_RUN || 'default'

/** Those that stories run in side by side. */
export const labRuns = () => process.env.ZERFAUX_LAB_RUNS?.split(',') ?? [defaultRun()]

export function runDir(run) {
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(run)) {
    throw new LabError(`"${run}" is not a run name: lower-case letters, digits and dashes, at most 32`)
  }
  const dir = join(labDir(), 'runs', run)
  // QEMU's sockets live here, and the kernel allows 107 bytes for a socket's path.
  if (dir.length > 85) throw new LabError(`${dir} is too long for unix sockets: set ZERFAUX_LAB_DIR to a shorter path`)
  return dir
}

export const labFile = (run) => join(runDir(run), 'lab.json')
