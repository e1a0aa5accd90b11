import 'server-only'
import { createHash } from 'node:crypto'
import { ConfigError } from './config-error.ts'
import { dataDirPaths } from './data-dir.ts'
import { env } from './env.ts'
import { readKeyFile } from './key-file.ts'

export type SecretKey = { readonly keyId: string; readonly key: Buffer }

let kept: SecretKey | undefined

/** The key that seals the passwords and keys of sites. From the environment, else from the key file. */
export function secretKey(): SecretKey {
  kept ??= env.ZERFAUX_SECRET_KEY
    ? parseSecretKey(env.ZERFAUX_SECRET_KEY, 'ZERFAUX_SECRET_KEY')
    : fromKeyFile(dataDirPaths(env.ZERFAUX_DATA_DIR).secretKey)
  return kept
}

/** @throws ConfigError that names the source but never shows the value. */
export function parseSecretKey(text: string, source: string): SecretKey {
  const key = Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64')
  if (key.length !== 32) {
    throw new ConfigError(
      `Reading ${source}: found ${key.length} bytes, not 32. Make one with: openssl rand -base64 32`,
    )
  }
  return { keyId: createHash('sha256').update('zerfaux key id').update(key).digest('hex').slice(0, 8), key }
}

function fromKeyFile(path: string): SecretKey {
  return parseSecretKey(readKeyFile(path, 'secret key'), path)
}
