import { createWriteStream, existsSync, renameSync, statSync, type WriteStream } from 'node:fs'
import { join } from 'node:path'

const LIMIT_BYTES = 10_000_000

/** Opens a log to go on with; a long one is put aside first, and one such is kept. */
export function openLogFile(dir: string, name: string): { path: string; stream: WriteStream } {
  const path = join(dir, `${name}.log`)
  if (existsSync(path) && statSync(path).size > LIMIT_BYTES) renameSync(path, `${path}.1`)
  return { path, stream: createWriteStream(path, { flags: 'a', mode: 0o600 }) }
}
