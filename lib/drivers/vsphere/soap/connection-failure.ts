import { ZerfauxError } from '../../../domain/errors.ts'
import { shownAddress, type VcenterAddress } from './vcenter-address.ts'

const CHECK_ADDRESS = 'Check the address, the port and the firewall between here and the vCenter.'

/** What Node and undici call it, and what an operator would. */
const known: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'it closed the connection',
  EPIPE: 'it closed the connection',
  UND_ERR_SOCKET: 'it closed the connection',
  ENOTFOUND: 'its name is not known here',
  EAI_AGAIN: 'the name service does not answer',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'it took the request and does not answer',
  UND_ERR_DESTROYED: 'its connection was closed here meanwhile',
  UND_ERR_CLOSED: 'its connection was closed here meanwhile',
  UND_ERR_ABORTED: 'its connection was closed here meanwhile',
  UND_ERR_BODY_TIMEOUT: 'it stopped in mid-answer',
}

/** The failure of a connection as ours. Anything that is not one comes back as it is: a bug stays a bug. */
export function connectionFailure(address: VcenterAddress, error: unknown): unknown {
  if (error instanceof ZerfauxError || !(error instanceof Error) || !('code' in error)) return error
  const code = String(error.code)
  const noTls = /^(EPROTO|ERR_SSL_|HPE_)/.test(code)
  const what = known[code] ?? (noTls ? 'what answers there is not a TLS web service' : null)
  if (what === null) return error
  return new ZerfauxError('unreachable', `vCenter ${shownAddress(address)} cannot be reached: ${what}`, {
    hint: CHECK_ADDRESS,
    cause: error,
  })
}
