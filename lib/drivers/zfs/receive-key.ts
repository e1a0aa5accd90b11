import ssh2 from 'ssh2'

/** A key that is only good for the receive door of one appliance; `owner` names it there in authorized_keys. */
export function makeReceiveKey(owner: string): { readonly privateKey: string; readonly publicKey: string } {
  const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment: receiveKeyComment(owner) })
  return { privateKey: pair.private, publicKey: pair.public }
}

/** The last word of its line, by which a new key takes the place of the old one. */
export function receiveKeyComment(owner: string): string {
  return `zerfaux-receive-${owner.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 12)}`
}

/** For an appliance that has no sign-in for us yet. */
export function makeManagementKey(): string {
  return ssh2.utils.generateKeyPairSync('ed25519', { comment: 'zerfaux' }).private.trim()
}
