import ssh2, { type AnyAuthMethod, type ParsedKey } from 'ssh2'
import { ZerfauxError } from '../../domain/errors.ts'

export type SshSignIn = { readonly privateKey: string } | { readonly password: string }

/**
 * What to offer at sign-in. Nothing else is tried: no agent of this machine, no default keys.
 *
 * @throws `sign_in_refused` for a key that cannot be used.
 */
export function authMethods(username: string, signIn: SshSignIn): AnyAuthMethod[] {
  if ('privateKey' in signIn) return [{ type: 'publickey', username, key: parsePrivateKey(signIn.privateKey) }]
  const { password } = signIn
  return [
    { type: 'password', username, password },
    // Many appliances offer only this one; every hidden prompt is answered with the password.
    {
      type: 'keyboard-interactive',
      username,
      prompt: (_name, _instructions, _language, prompts, finish) =>
        finish(prompts.map((prompt) => (prompt.echo ? '' : password))),
    },
  ]
}

/** @throws `sign_in_refused` that says what is wrong with the key, and never shows it. */
export function parsePrivateKey(text: string): ParsedKey {
  const parsed: unknown = ssh2.utils.parseKey(text.trimEnd() + '\n')
  const key: unknown = Array.isArray(parsed) ? parsed[0] : parsed
  if (isParsedKey(key)) {
    if (key.isPrivateKey()) return key
    throw refuse('it is a public key', 'Paste the private half (it starts with -----BEGIN OPENSSH PRIVATE KEY-----).')
  }
  const said = key instanceof Error ? key.message : ''
  if (/encrypted/i.test(said)) {
    throw refuse(
      'it is protected by a passphrase',
      'Use a key without one: `ssh-keygen -p -N "" -f KEY` removes it. Zerfaux seals keys at rest.',
    )
  }
  if (said.startsWith('Unsupported OpenSSH private key type'))
    throw refuse(`its type is not supported (${said.split(': ')[1]})`, 'Use an ed25519 key.')
  throw refuse('it is not a private key that we can read', 'Paste the whole file, including its first and last line.')
}

/** The half that authorized_keys is told, in OpenSSH form. */
export function publicKeyOf(privateKey: string): string {
  const key = parsePrivateKey(privateKey)
  return `${key.type} ${key.getPublicSSH().toString('base64')} zerfaux`
}

function isParsedKey(value: unknown): value is ParsedKey {
  return typeof value === 'object' && value !== null && 'isPrivateKey' in value
}

function refuse(found: string, hint: string): ZerfauxError {
  return new ZerfauxError('sign_in_refused', `The private key cannot be used: ${found}`, { hint })
}
