import ssh2 from 'ssh2'

/** A key that is only good for the receive door of one appliance; `owner` names it there in authorized_keys. */
export function makeReceiveKey(owner: string): { readonly privateKey: string; readonly publicKey: string } {
  const pair = newKeyPair(receiveKeyComment(owner))
  return { privateKey: pair.private, publicKey: pair.public }
}

/** The last word of its line, by which a new key takes the place of the old one. */
export function receiveKeyComment(owner: string): string {
  return `zerfaux-receive-${owner.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 12)}`
}

/** For an appliance that has no sign-in for us yet. */
export function makeManagementKey(): string {
  return newKeyPair('zerfaux').private.trim()
}

/** One in some 250 that ssh2 makes is malformed: nobody, itself included, can read it. */
export function newKeyPair(comment: string): { readonly private: string; readonly public: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment })
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair
  }
}
