import { createHash } from 'node:crypto'
import { ZerfauxError } from '../../domain/errors.ts'

export const hostKeyTypes = ['ed25519', 'ecdsa', 'rsa'] as const
export type HostKeyType = (typeof hostKeyTypes)[number]

/** What is negotiated to be shown a key of that type. */
export const hostKeyAlgorithms = {
  ed25519: ['ssh-ed25519'],
  ecdsa: ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  rsa: ['rsa-sha2-512', 'rsa-sha2-256'],
} as const

/** As `ssh-keygen -l` prints it: `SHA256:` and base64 without padding. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

/** The name that stands first in a public key's own bytes, e.g. `ssh-ed25519`. */
export function keyAlgorithm(key: Buffer): string {
  const length = key.length < 4 ? 0 : key.readUInt32BE(0)
  const name = key.subarray(4, 4 + length).toString('latin1')
  if (!/^[a-z0-9@.-]{1,64}$/.test(name)) throw new ZerfauxError('remote_rejected', 'The host key has no valid type')
  return name
}

export function identityChanged(host: string, pinned: string, shown: string): ZerfauxError {
  return new ZerfauxError('identity_changed', `${host} shows the host key ${shown}, pinned is ${pinned}`, {
    hint: 'If the appliance was reinstalled, compare its key on the console (`ssh-keygen -lf`) and trust it anew. Otherwise someone may stand in between.',
  })
}
