import { ZerfauxError } from '../../../domain/errors.ts'

/** How a simulated vCenter is addressed. Certain words in it make it fail, so that failures can be seen by hand. */
export type SimulatedAddress = {
  readonly host?: string | undefined
  readonly username?: string | undefined
  readonly password?: string | undefined
}

/**
 * | Sentinel | The simulated vCenter… |
 * |---|---|
 * | host begins `unreachable` | does not answer |
 * | host begins `changed` | shows another certificate than the pinned one |
 * | user name or password begins `wrong` | does not let us in |
 * | user name begins `denied` | lets us in, but shows nothing |
 * | host begins `slow` | takes a second for each page and answer |
 * | VM name begins `locked-` | cannot be moved or powered on: its files are locked |
 * | VM name begins `noroom-` | cannot be created or powered on: there are no resources left |
 */
export function refuseSentinels({ host = 'simulated', username = '', password = '' }: SimulatedAddress): void {
  if (host.startsWith('unreachable')) {
    throw new ZerfauxError('unreachable', `vCenter ${host} does not answer: connection refused`, {
      hint: 'Check the address, the port and the firewall.',
    })
  }
  if (host.startsWith('changed')) {
    const [pinned, shown] = ['AA', 'BB'].map((byte) => Array.from({ length: 32 }, () => byte).join(':'))
    throw new ZerfauxError('identity_changed', `vCenter ${host} shows certificate ${shown}; pinned is ${pinned}`, {
      hint: 'If the certificate was renewed, probe the vCenter again, compare the thumbprint and trust it.',
    })
  }
  if (username.startsWith('wrong') || password.startsWith('wrong')) {
    throw new ZerfauxError(
      'sign_in_refused',
      `vCenter ${host} does not accept the user name or password of ${username}`,
      {
        hint: 'Check the user name, with its domain, and the password.',
      },
    )
  }
}

/** Signed in, but nothing may be read. */
export function refuseDenied({ host = 'simulated', username = '' }: SimulatedAddress, doing: string): void {
  if (!username.startsWith('denied')) return
  throw new ZerfauxError(
    'permission_missing',
    `Could not ${doing} on vCenter ${host}: the privilege System.Read is missing`,
    {
      hint: 'Give the user this privilege at the top of the inventory, with propagation.',
    },
  )
}

export function isSlow({ host = '' }: SimulatedAddress): boolean {
  return host.startsWith('slow')
}
