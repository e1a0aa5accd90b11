import { ZerfauxError } from '../../domain/errors.ts'

/** What ssh2 says when a connection fails, and what it means to us. */
export function sshFailure(host: string, error: unknown): ZerfauxError {
  if (error instanceof ZerfauxError) return error
  const said = error instanceof Error ? error.message : String(error)
  const level = error instanceof Error && 'level' in error ? error.level : undefined
  if (level === 'client-authentication') {
    return new ZerfauxError('sign_in_refused', `${host} refused the sign-in`, {
      hint: 'Check the user name, and that its key is in authorized_keys or its password is right and allowed by sshd.',
      cause: error,
    })
  }
  if (/no matching/i.test(said)) {
    return new ZerfauxError('remote_rejected', `${host} and Zerfaux have no SSH algorithm in common: ${said}`, {
      hint: 'Allow curve25519-sha256, aes128-gcm@openssh.com and an ed25519, ecdsa or rsa-sha2 host key in sshd_config.',
      cause: error,
    })
  }
  return new ZerfauxError('unreachable', `${host} does not answer: ${said}`, {
    hint: 'Check that the appliance is up, its address and port are right, and no firewall is in between.',
    cause: error,
  })
}
