import { sign, verify } from 'node:crypto'
import type { ParsedKey } from 'ssh2'
import { SshReader, sshString } from './ssh-wire.ts'

const hashes: Readonly<Record<string, string | null>> = {
  'ssh-ed25519': null,
  'ecdsa-sha2-nistp256': 'sha256',
  'ecdsa-sha2-nistp384': 'sha384',
  'ecdsa-sha2-nistp521': 'sha512',
  'rsa-sha2-256': 'sha256',
  'rsa-sha2-512': 'sha512',
}

/** An SSH signature blob (`string algorithm, string signature`), or null for an algorithm that the key cannot do. */
export function makeSignature(key: ParsedKey, algorithm: string, data: Buffer): Buffer | null {
  const hash = hashFor(key, algorithm)
  if (hash === undefined) return null
  const raw = sign(hash, data, { key: key.getPrivatePEM(), dsaEncoding: 'ieee-p1363' })
  const body = key.type.startsWith('ecdsa-') ? Buffer.concat([mpint(half(raw, 0)), mpint(half(raw, 1))]) : raw
  return Buffer.concat([sshString(algorithm), sshString(body)])
}

export function isSignedBy(key: ParsedKey, signature: Buffer, data: Buffer): boolean {
  const reader = new SshReader(signature)
  const algorithm = reader.text()
  const body = reader.string()
  if (algorithm === null || body === null || !reader.complete) return false
  const hash = hashFor(key, algorithm)
  if (hash === undefined) return false
  const raw = key.type.startsWith('ecdsa-') ? joinHalves(body, key.type) : body
  return raw !== null && verify(hash, data, { key: key.getPublicPEM(), dsaEncoding: 'ieee-p1363' }, raw)
}

/** Undefined: not an algorithm of that key. Null: the algorithm brings its own hash. */
function hashFor(key: ParsedKey, algorithm: string): string | null | undefined {
  const fits = key.type === 'ssh-rsa' ? algorithm.startsWith('rsa-sha2-') : key.type === algorithm
  return fits ? hashes[algorithm] : undefined
}

function half(raw: Buffer, index: 0 | 1): Buffer {
  return raw.subarray((index * raw.length) / 2, ((index + 1) * raw.length) / 2)
}

/** RFC 4251: no needless leading zeros, one where the top bit is set. */
function mpint(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0)
  const number = start < 0 ? Buffer.alloc(0) : bytes.subarray(start)
  return sshString((number[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), number]) : number)
}

function joinHalves(body: Buffer, type: string): Buffer | null {
  const size = type.endsWith('521') ? 66 : type.endsWith('384') ? 48 : 32
  const reader = new SshReader(body)
  const halves = [reader.string(), reader.string()].map((number) => padded(number, size))
  return reader.complete && halves.every((number) => number !== null) ? Buffer.concat(halves) : null
}

function padded(number: Buffer | null, size: number): Buffer | null {
  if (number === null) return null
  const bytes = number[0] === 0 ? number.subarray(1) : number
  return bytes.length > size ? null : Buffer.concat([Buffer.alloc(size - bytes.length), bytes])
}
