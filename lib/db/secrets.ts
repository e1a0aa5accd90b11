import 'server-only'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { ZerfauxError } from '../domain/errors.ts'
import { secretKey } from '../config/secret-key.ts'

/** Where a secret lives. It is part of what is authenticated, so a sealed value moved elsewhere does not open. */
export type SecretPlace = { readonly table: string; readonly id: string; readonly column: string }

/** `v1.<key id>.<iv>.<tag>.<ciphertext>`, AES-256-GCM. */
export function seal(secret: string, place: SecretPlace): string {
  const { keyId, key } = secretKey()
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(additionalData(place))
  const ciphertext = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return ['v1', keyId, ...[iv, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url'))].join('.')
}

export function open(sealed: string, place: SecretPlace): string {
  const { keyId, key } = secretKey()
  const [version, sealedWith, iv, tag, ciphertext] = sealed.split('.')
  if (version !== 'v1' || iv === undefined || tag === undefined || ciphertext === undefined)
    throw unopenable(place, 'its form is unknown')
  if (sealedWith !== keyId)
    throw unopenable(place, `it was sealed under key ${sealedWith}, and this installation has ${keyId}`)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'))
      .setAAD(additionalData(place))
      .setAuthTag(Buffer.from(tag, 'base64url'))
    return Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()]).toString('utf8')
  } catch {
    throw unopenable(place, 'it does not belong there, or was altered')
  }
}

function additionalData({ table, id, column }: SecretPlace): Buffer {
  return Buffer.from(`${table}:${id}:${column}`)
}

function unopenable({ table, column }: SecretPlace, because: string): ZerfauxError {
  return new ZerfauxError('precondition_failed', `The stored secret ${table}.${column} cannot be opened: ${because}`, {
    hint: 'Restore the key that this installation was set up with, or enter the password or key again.',
  })
}
