import { chmodSync, existsSync, linkSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { ConfigError } from './config-error.ts'

/** Makes the file with 32 random bytes unless it is there. Safe when two processes try at once: one of them wins. */
export function makeKeyFile(path: string): void {
  if (existsSync(path)) return
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(draft, 0o600)
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!existsSync(path)) throw error
  } finally {
    unlinkSync(draft)
  }
}

/** @throws ConfigError when the file is absent, or open to anyone but its owner. */
export function readKeyFile(path: string, purpose: string): string {
  if (!existsSync(path)) {
    throw new ConfigError(
      `Reading the ${purpose}: ${path} is missing. Restore it from a backup; it is made once, at the first start.`,
    )
  }
  const mode = statSync(path).mode & 0o777
  if ((mode & 0o077) !== 0) {
    throw new ConfigError(
      `Reading the ${purpose}: ${path} has mode ${mode.toString(8)}, so others can read it. Run: chmod 600 ${path}`,
    )
  }
  return readFileSync(path, 'utf8').trim()
}
