import { Guid } from '../../domain/zfs-names.ts'
import type { DecodedToken } from '../../domain/zfs-state.ts'
import { parseEstimate } from './parse-send-progress.ts'

/** As ZFS makes them: version, checksum, length, and compressed content in hex. */
export function isResumeToken(token: string): boolean {
  return token.length <= 8192 && /^\d+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+$/.test(token)
}

/** What `zfs send -nvP -t` prints. Null when it does not name a snapshot. */
export function parseResumeToken(text: string): DecodedToken | null {
  const toName = /^\ttoname = (.+)$/m.exec(text)?.[1]
  const toGuid = hexField(text, 'toguid')
  if (toName === undefined || toGuid === null) return null
  const fromGuid = hexField(text, 'fromguid')
  return {
    toName,
    toGuid: Guid.parse(String(toGuid)),
    fromGuid: fromGuid === null ? null : Guid.parse(String(fromGuid)),
    bytesReceived: Number(hexField(text, 'bytes') ?? 0n),
    bytesRemaining: parseEstimate(text).bytes,
  }
}

function hexField(text: string, name: string): bigint | null {
  const found = new RegExp(`^\\t${name} = (0x[0-9a-f]+|\\d+)$`, 'm').exec(text)?.[1]
  return found === undefined ? null : BigInt(found)
}
