import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeKeyFile, readKeyFile } from './key-file.ts'
import { parseSecretKey } from './secret-key.ts'

const bytes = Buffer.alloc(32, 7)

test('hex and base64 give the same key and the same id', () => {
  const key = parseSecretKey(bytes.toString('hex'), 'test')
  expect(key).toEqual(parseSecretKey(bytes.toString('base64'), 'test'))
  expect(key.key).toEqual(bytes)
  expect(key.keyId).toMatch(/^[0-9a-f]{8}$/)
})

test('a short key is refused without showing it', () => {
  expect(() => parseSecretKey('c2hvcnQ=', 'ZERFAUX_SECRET_KEY')).toThrow(
    /^Reading ZERFAUX_SECRET_KEY: found 5 bytes(?!.*c2hvcnQ)/,
  )
})

test('a key file that others can read is refused, and a missing one is not made up', () => {
  const dir = mkdtempSync(join(tmpdir(), 'zerfaux-key-'))
  const path = join(dir, 'secret.key')
  expect(() => readKeyFile(path, 'secret key')).toThrow(/is missing/)
  makeKeyFile(path)
  const key = readKeyFile(path, 'secret key')
  makeKeyFile(path)
  expect(readKeyFile(path, 'secret key')).toBe(key)
  chmodSync(path, 0o640)
  expect(() => readKeyFile(path, 'secret key')).toThrow(/mode 640.*chmod 600/)
  rmSync(dir, { recursive: true })
})
