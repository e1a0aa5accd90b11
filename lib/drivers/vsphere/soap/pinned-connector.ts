import { X509Certificate } from 'node:crypto'
import { TLSSocket } from 'node:tls'
import { buildConnector } from 'undici'
import { ZerfauxError } from '../../../domain/errors.ts'
import { shownAddress, type VcenterAddress, type VcenterTrust } from './vcenter-address.ts'

const CONNECT_MS = 10_000

/** Looks at the vCenter's certificate before a byte is sent; throws to refuse it. */
export type CertificateCheck = (socket: TLSSocket) => void

/**
 * Opens TLS connections and has each one's certificate judged. Node's own verification only reports
 * here (`rejectUnauthorized: false`), because it cannot pin; nothing is sent before `check` agreed.
 * No session cache: a resumed TLS session shows no certificate.
 */
export function pinnedConnector(check: CertificateCheck, ca?: string): buildConnector.connector {
  const connect = buildConnector({
    rejectUnauthorized: false,
    maxCachedSessions: 0,
    timeout: CONNECT_MS,
    ...(ca !== undefined && { ca }),
  })
  return (options, done) =>
    connect(options, (error, socket) => {
      if (error !== null) return done(error, null)
      try {
        if (!(socket instanceof TLSSocket)) throw new TypeError('A vCenter is spoken to over TLS only')
        check(socket)
      } catch (refusal) {
        socket.destroy()
        return done(refusal instanceof Error ? refusal : new Error(String(refusal)), null)
      }
      return done(null, socket)
    })
}

export function trustConnector(address: VcenterAddress, trust: VcenterTrust): buildConnector.connector {
  if ('thumbprintSha256' in trust) {
    const pinned = readThumbprint(trust.thumbprintSha256)
    return pinnedConnector((socket) => {
      const shown = thumbprintOf(socket)
      if (shown !== pinned) throw identityChanged(address, shown, `pinned is ${pinned}`)
    })
  }
  const authority = readAuthority(trust.caPem)
  return pinnedConnector((socket) => {
    if (socket.authorized) return
    const why = String(socket.authorizationError).replace(/^Error: /, '')
    throw identityChanged(
      address,
      thumbprintOf(socket),
      `which the pinned authority ${authority.fingerprint256} does not vouch for (${why})`,
    )
  }, trust.caPem)
}

/** `AA:BB:…`, as browsers and vSphere show it. */
export function thumbprintOf(socket: TLSSocket): string {
  const { fingerprint256 } = socket.getPeerCertificate()
  if (!fingerprint256) throw new TypeError('The TLS connection shows no certificate')
  return fingerprint256
}

function readThumbprint(text: string): string {
  const digits = text.replaceAll(/[:\s]/g, '').toUpperCase()
  if (!/^[0-9A-F]{64}$/.test(digits))
    throw new ZerfauxError('invalid_input', 'A SHA-256 thumbprint has 64 hexadecimal digits')
  return (digits.match(/../g) ?? []).join(':')
}

function readAuthority(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw new ZerfauxError('invalid_input', 'The certificate of the authority is not PEM', { cause })
  }
}

function identityChanged(address: VcenterAddress, shown: string, instead: string): ZerfauxError {
  return new ZerfauxError(
    'identity_changed',
    `vCenter ${shownAddress(address)} shows certificate ${shown}; ${instead}`,
    {
      hint: 'If the certificate was renewed, probe the vCenter again, compare the thumbprint with what its administrator sees, and trust it. Otherwise someone may be in between.',
    },
  )
}
