import type { TLSSocket } from 'node:tls'
import { ZerfauxError } from '../../domain/errors.ts'
import type { VcenterAbout } from '../../domain/inventory.ts'
import { vcenterAbout } from './inventory/vcenter-about.ts'
import { pinnedConnector, thumbprintOf } from './soap/pinned-connector.ts'
import { SoapChannel } from './soap/soap-channel.ts'
import { readServiceContent } from './soap/soap-session.ts'
import { shownAddress, type VcenterAddress } from './soap/vcenter-address.ts'

const PROBE_MS = 20_000

export type VcenterProbe = {
  readonly tlsThumbprintSha256: string
  readonly subject: string
  readonly validUntil: Date
  readonly about: VcenterAbout
}

/**
 * What the operator compares before trusting. Believes whoever answers, so it says nothing but the
 * one question that needs no sign-in.
 */
export async function probeVcenter(address: VcenterAddress, signal?: AbortSignal): Promise<VcenterProbe> {
  const shown: Omit<VcenterProbe, 'about'>[] = []
  const channel = new SoapChannel(
    address,
    pinnedConnector((socket) => shown.push(certificateOf(socket))),
  )
  const limit = AbortSignal.timeout(PROBE_MS)
  try {
    const content = await readServiceContent(channel, signal ? AbortSignal.any([signal, limit]) : limit)
    const [certificate] = shown
    if (!certificate) throw new TypeError('An answer came over a connection that nobody looked at')
    return { ...certificate, about: vcenterAbout(content.about) }
  } catch (error) {
    if (!limit.aborted) throw error
    throw new ZerfauxError(
      'unreachable',
      `vCenter ${shownAddress(address)} does not answer within ${PROBE_MS / 1000} s`,
      {
        hint: 'Check the address, the port and the firewall between here and the vCenter.',
      },
    )
  } finally {
    await channel.close()
  }
}

function certificateOf(socket: TLSSocket): Omit<VcenterProbe, 'about'> {
  const { subject, valid_to: validTo } = socket.getPeerCertificate()
  const parts = Object.entries(subject).map(([name, value]) => `${name}=${[value].flat().join('+')}`)
  return { tlsThumbprintSha256: thumbprintOf(socket), subject: parts.join(', '), validUntil: new Date(validTo) }
}
