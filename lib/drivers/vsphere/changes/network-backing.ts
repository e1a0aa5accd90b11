import { ZerfauxError } from '../../../domain/errors.ts'
import type { MoRef } from '../../../domain/inventory.ts'
import { readObject } from '../inventory/read-managed-objects.ts'
import type { Sent } from '../schema/wire-types.ts'
import type { SessionCalls } from '../soap/session-calls.ts'
import type { Call, SoapSession } from '../soap/soap-session.ts'

export type NicBacking = Extract<Sent<'VirtualDeviceBackingInfo'>, { readonly $type: `VirtualEthernetCard${string}` }>

/** What plugs a NIC into each of these networks. @throws ZerfauxError `not_found` */
export async function networkBackings(
  calls: SessionCalls,
  networks: readonly (MoRef | null)[],
  call: Call,
): Promise<ReadonlyMap<MoRef, NicBacking>> {
  const backings = new Map<MoRef, NicBacking>()
  for (const network of new Set(networks)) {
    if (network === null) continue
    backings.set(network, await calls.sessions.run(call.signal, (session) => backingOf(session, network, call)))
  }
  return backings
}

/** A MoRef does not say of which kind it is; asked for as another kind it is not there. */
async function backingOf(session: SoapSession, network: MoRef, call: Call): Promise<NicBacking> {
  const ways = network.startsWith('dvportgroup') ? [distributed, plain] : [plain, distributed]
  for (const way of ways) {
    const backing = await way(session, network, call)
    if (backing) return backing
  }
  throw new ZerfauxError('not_found', `Could not ${call.doing}: the vCenter does not know network ${network}`, {
    hint: 'Choose another network.',
    facts: { fault: 'ManagedObjectNotFound' },
  })
}

async function plain(session: SoapSession, network: MoRef, call: Call): Promise<NicBacking | null> {
  for (const wireType of ['Network', 'OpaqueNetwork'] as const) {
    const found = await readObject(session, 'Network', network, { ...call, paths: ['name', 'summary'], wireType })
    if (!found) continue
    const { name = network, summary } = found.properties
    const { opaqueNetworkId, opaqueNetworkType } = summary ?? {}
    return opaqueNetworkId !== undefined && opaqueNetworkType !== undefined
      ? { $type: 'VirtualEthernetCardOpaqueNetworkBackingInfo', opaqueNetworkId, opaqueNetworkType }
      : {
          $type: 'VirtualEthernetCardNetworkBackingInfo',
          deviceName: name,
          network: { type: wireType, value: network },
        }
  }
  return null
}

async function distributed(session: SoapSession, network: MoRef, call: Call): Promise<NicBacking | null> {
  const paths = ['key', 'config.distributedVirtualSwitch'] as const
  const group = await readObject(session, 'DistributedVirtualPortgroup', network, { ...call, paths })
  const portgroupKey = group?.properties.key
  const owner = group?.properties['config.distributedVirtualSwitch']
  if (portgroupKey === undefined || !owner) return null
  const found = await readObject(session, 'DistributedVirtualSwitch', owner.value, {
    ...call,
    paths: ['uuid'],
    wireType: owner.type,
  })
  const switchUuid = found?.properties.uuid
  if (switchUuid === undefined) return null
  return { $type: 'VirtualEthernetCardDistributedVirtualPortBackingInfo', port: { switchUuid, portgroupKey } }
}
