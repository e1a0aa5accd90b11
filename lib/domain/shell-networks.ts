import type { MoRef } from './inventory.ts'
import type { NetworkMapping } from './network-mapping.ts'
import { notice, type ShellNotice } from './shell-notice.ts'
import type { ShellNic, ShellSource } from './shell-spec.ts'
import type { VcenterTree } from './vcenter-tree.ts'

export type PlannedNetwork = {
  readonly nicType: string
  readonly mac: string | null
  readonly sourceNetwork: string | null
  /** Null: the NIC is made without a network. */
  readonly targetNetwork: string | null
}

/** Types that a VM can be given anywhere; a passed-through card needs its own host. */
const known = new Set(['vmxnet', 'vmxnet2', 'vmxnet3', 'vmxnet3_vrdma', 'e1000', 'e1000e', 'pcnet32'])

/** Which network each NIC of a shell is on, by mapping. None is plugged in, so a missing one is only a warning. */
export function planNetworks(
  { nics }: Pick<ShellSource, 'nics'>,
  mappings: readonly NetworkMapping[],
  tree: VcenterTree,
  cluster: MoRef | null,
): {
  readonly networks: readonly PlannedNetwork[]
  readonly resolved: readonly ShellNic['network'][]
  readonly blockers: readonly ShellNotice[]
  readonly warnings: readonly ShellNotice[]
} {
  const warnings = new Map<string, ShellNotice>()
  const warn = (one: ShellNotice) => warnings.set(one.message, one)
  const resolved = nics.map(({ network }): ShellNic['network'] => {
    if (network === null) return null
    const mapping = mappings.find(({ sourceNetwork }) => sourceNetwork === network)
    if (!mapping) {
      warn(notice('unmapped_network', `${network} has no mapping: its NICs are made without a network`, MAP))
      return null
    }
    if (mapping.targetNetwork === null) return null
    const found = reachable(mapping.targetNetwork, tree, cluster)
    if (!found)
      warn(notice('network_gone', `${mapping.targetNetwork} is not a network of the DR vCenter’s cluster`, MAP))
    return found
  })
  const odd = nics.find(({ type }) => !known.has(type))
  return {
    networks: nics.map(({ type, mac, network }, at) => ({
      nicType: type,
      mac,
      sourceNetwork: network,
      targetNetwork: resolved[at]?.name ?? null,
    })),
    resolved,
    blockers: odd
      ? [
          notice(
            'nic_not_portable',
            `A NIC of type ${odd.type} belongs to the hardware of its host`,
            'Give the VM a vmxnet3 NIC instead, then sync its vCenter.',
          ),
        ]
      : [],
    warnings: [...warnings.values()],
  }
}

const MAP = 'Map it under “Mappings”, then look at the plan again.'

/** Of several of one name, one that a host of the cluster has. */
function reachable(name: string, tree: VcenterTree, cluster: MoRef | null): ShellNic['network'] {
  const named = tree.all('network').filter((network) => network.name === name)
  const hosts = new Set(cluster === null ? [] : tree.hostsOf(cluster).map(({ moref }) => moref))
  const found =
    hosts.size === 0 ? named[0] : named.find(({ hostMorefs }) => hostMorefs.some((moref) => hosts.has(moref)))
  return found ? { moref: found.moref, name: found.name } : null
}
