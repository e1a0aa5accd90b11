// lab.json is read by tests in other processes while we write it, so it is always replaced whole.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { labFile, runDir } from './lab-paths.mjs'

export function readLabFile(run) {
  try {
    return JSON.parse(readFileSync(labFile(run), 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

/** Applies one change to what is on disk now, so that starting `b` never loses what happened to `a`. */
export function updateLabFile(run, change) {
  const lab = readLabFile(run) ?? { run, appliances: {}, vcenters: {} }
  change(lab)
  mkdirSync(runDir(run), { recursive: true, mode: 0o700 })
  const temporary = `${labFile(run)}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify(lab, null, 2)}\n`, { mode: 0o600 })
  renameSync(temporary, labFile(run))
  return lab
}
