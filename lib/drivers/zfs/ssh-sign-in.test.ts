import ssh2 from 'ssh2'
import { expect, test } from 'vitest'
import { ZerfauxError } from '../../domain/errors.ts'
import { authMethods, parsePrivateKey } from './ssh-sign-in.ts'
import { newKeyPair } from './receive-key.ts'

const plain = newKeyPair('test')
const sealed = ssh2.utils.generateKeyPairSync('ed25519', { passphrase: 'secret', cipher: 'aes256-ctr', rounds: 1 })

test('a key is read, also where its last line break was lost', () => {
  expect(parsePrivateKey(plain.private.trim()).type).toBe('ssh-ed25519')
})

test.each([
  ['a passphrase', sealed.private, /protected by a passphrase/],
  ['a public key', plain.public, /public key/],
  ['a torn file', plain.private.slice(0, 120), /not a private key/],
  ['nothing', '', /not a private key/],
])('%s is refused in words, never with the key itself', (_, text, words) => {
  const error = failure(() => parsePrivateKey(text))
  expect(error).toMatchObject({ code: 'sign_in_refused' })
  expect(error.message).toMatch(words)
  if (text.length > 40)
    expect(`${error.message} ${error.hint} ${String(error.cause)}`).not.toContain(text.slice(40, 80))
})

test('a password is offered in both ways, a key alone', () => {
  expect(authMethods('root', { password: 'x' }).map(({ type }) => type)).toEqual(['password', 'keyboard-interactive'])
  expect(authMethods('root', { privateKey: plain.private }).map(({ type }) => type)).toEqual(['publickey'])
})

function failure(act: () => unknown): ZerfauxError {
  try {
    act()
  } catch (error) {
    if (error instanceof ZerfauxError) return error
    throw error
  }
  throw new Error('expected a refusal')
}
