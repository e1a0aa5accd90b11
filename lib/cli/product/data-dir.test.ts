import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fillDataDir, openDataDir } from './data-dir.ts'
import { lockDataDir, lockHolder } from './data-dir-lock.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'zerfaux-dir-'))
})
afterEach(() => {
  rmSync(dir, { recursive: true, force: true })
})

test('a new directory gets its keys, for the owner only, and keeps them', () => {
  openDataDir(dir)
  fillDataDir(dir)
  const key = readFileSync(join(dir, 'secret.key'), 'utf8')
  expect(statSync(join(dir, 'secret.key')).mode & 0o777).toBe(0o600)
  expect(Buffer.from(key, 'base64')).toHaveLength(32)
  openDataDir(dir)
  fillDataDir(dir)
  expect(readFileSync(join(dir, 'secret.key'), 'utf8')).toBe(key)
})

test('a lost key is not replaced by another one', () => {
  openDataDir(dir)
  fillDataDir(dir)
  rmSync(join(dir, 'secret.key'))
  fillDataDir(dir)
  expect(existsSync(join(dir, 'secret.key'))).toBe(false)
})

test('a directory of another version is refused, with both versions named', () => {
  writeFileSync(join(dir, 'VERSION'), '{"format":7,"postgres":16}')
  expect(() => openDataDir(dir)).toThrow(/format 7 with Postgres 16, this is format 1 with Postgres 17/)
  writeFileSync(join(dir, 'VERSION'), 'hello')
  expect(() => openDataDir(dir)).toThrow(/damaged/)
})

test('a directory with other files is refused', () => {
  mkdirSync(join(dir, 'photos'))
  expect(() => openDataDir(dir)).toThrow(/holds other files/)
})

test('a directory has one launcher, and a dead one holds nothing', () => {
  const lock = lockDataDir(dir)
  expect(lockHolder(dir)).toBe(process.pid)
  expect(() => lockDataDir(dir)).toThrow(`process ${process.pid}`)
  lock.release()
  // The pid lives, but it started at another time: not the process that took the lock.
  writeFileSync(join(dir, 'launcher.lock'), `${process.pid} 1\n`)
  expect(lockHolder(dir)).toBeNull()
  lockDataDir(dir).release()
  expect(existsSync(join(dir, 'launcher.lock'))).toBe(false)
})
