import { seal } from '../../db/secrets.ts'
import { makeReceiveKey } from '../../drivers/zfs/receive-key.ts'

/** Not yet seen to be accepted: the appliance must be told of it. */
export function newReceiveKey(id: string) {
  const { privateKey, publicKey } = makeReceiveKey(id)
  const place = { table: 'replication_targets', id, column: 'sealed_receive_key' }
  return { sealedReceiveKey: seal(privateKey, place), receivePublicKey: publicKey, receiveKeyVerifiedAt: null }
}
