import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import { transferMarker } from './end-transfer-script.ts'
import { DOOR_SCRIPT } from './receive-door-script.ts'
import { remoteScript } from './remote-script.ts'
import { shellQuote } from './shell-quote.ts'

/** Where root installs the script on an appliance. */
export const DOOR_PATH = '/usr/local/lib/zerfaux/receive-door'

/** How the stream comes: as `zfs send` makes it, or through `zstd`. */
export type Wire = 'plain' | 'zstd'

export type ReceiveRequest = { readonly transferId: string; readonly replica: DatasetName; readonly wire: Wire }

/** What the door is asked over ssh: words, no command. */
export function receiveRequest({ transferId, replica, wire }: ReceiveRequest): string {
  transferMarker('recv', transferId)
  return shellQuote(['zfx-receive', 'receive', transferId, replica, wire])
}

/** Answered with version, prefix, user and tools; changes nothing. */
export const CHECK_REQUEST = 'zfx-receive check'

/** The same door, run over the connection that manages the appliance: for streams that come through us. */
export function receiveInline(request: ReceiveRequest): string {
  const pool = request.replica.replace(/\/.*/, '')
  const marker = transferMarker('recv', request.transferId)
  return remoteScript('sh', marker, DOOR_SCRIPT, [pool, receiveRequest(request)])
}

/** The line of authorized_keys that lets a key receive below the prefix, and nothing else. */
export function authorizedKeysLine(publicKey: string, prefix: DatasetName): string {
  const words = /^(ssh-ed25519 [A-Za-z0-9+/]+={0,2})(?: (zerfaux-receive-[A-Za-z0-9]+))?(?: |$)/.exec(publicKey.trim())
  if (!words) throw new ZerfauxError('invalid_input', 'A receive key is an ed25519 key in OpenSSH form')
  // Without a space in path or prefix there is nothing to quote within the quotes.
  return `restrict,command="${DOOR_PATH} ${prefix}" ${words[1]} ${words[2] ?? 'zerfaux-receive'}`
}
