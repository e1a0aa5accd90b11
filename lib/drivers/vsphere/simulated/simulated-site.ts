import { MoRef, type VcenterObject } from '../../../domain/inventory.ts'

/** An NFS datastore that a ZFS appliance exports, so that a demo's two kinds of site fit together. */
export type NfsDatastore = { readonly name: string; readonly remoteHost: string; readonly remotePath: string }

type Cluster = Extract<VcenterObject, { kind: 'cluster' }>
type Host = Extract<VcenterObject, { kind: 'host' }>

export type SimulatedPlacement = { readonly cluster: Cluster; readonly host: Host; readonly resourcePool: string }

export type SimulatedSite = {
  readonly objects: VcenterObject[]
  readonly placements: [SimulatedPlacement, ...SimulatedPlacement[]]
  readonly folder: (name: string) => void
}

const GIB = 2 ** 30
const VMS_PER_HOST = 25
const HOSTS_PER_CLUSTER = 16

export const simulatedNetworks = {
  web: 'prod-web-vlan110',
  app: 'prod-app-vlan120',
  data: 'prod-data-vlan130',
  management: 'mgmt-vlan10',
} as const

export const localDatastores = ['vmfs-ssd-01', 'vmfs-ssd-02', 'vmfs-sata-01'] as const

/** One datacenter with everything that VMs can lie on. */
export function simulatedSite(name: string, vms: number, nfs: readonly NfsDatastore[]): SimulatedSite {
  const datacenter = `DC-${name}`
  const objects: VcenterObject[] = []
  const root = described('group-d1', 'Datacenters', null, '/')
  const home = described('datacenter-2', datacenter, root.moref, `/${datacenter}`)
  objects.push({ kind: 'folder', ...root, holds: null }, { kind: 'datacenter', ...home })

  const branch = (moref: string, branchName: string, holds: 'vm' | 'host' | 'datastore' | 'network') => {
    const folder = described(moref, branchName, home.moref, `${home.path}/${branchName}`)
    objects.push({ kind: 'folder', ...folder, holds })
    return folder
  }
  const vmFolder = branch('group-v3', 'vm', 'vm')
  const hostFolder = branch('group-h4', 'host', 'host')
  const datastoreFolder = branch('group-s5', 'datastore', 'datastore')
  const networkFolder = branch('group-n6', 'network', 'network')

  const placements = clusters(vms, hostFolder, objects)
  const hostMorefs = placements.map(({ host }) => host.moref)
  const [first, ...others] = placements

  const stores = [
    ...localDatastores.map((store) => ({ name: store, type: 'VMFS', remoteHost: null, remotePath: null })),
    { name: 'placeholder-01', type: 'VMFS', remoteHost: null, remotePath: null },
    ...nfs.map((store) => ({ ...store, type: 'NFS' })),
  ]
  stores.forEach((store, index) => {
    const capacityBytes = (store.type === 'NFS' ? 16 : 8) * 1024 * GIB
    objects.push({
      kind: 'datastore',
      ...described(
        `datastore-${11 + index}`,
        store.name,
        datastoreFolder.moref,
        `${datastoreFolder.path}/${store.name}`,
      ),
      ...store,
      capacityBytes,
      freeBytes: Math.round((capacityBytes * (30 + index * 7)) / 100),
      accessible: true,
      hostMorefs,
    })
  })

  const networks = [
    ...Object.values(simulatedNetworks).map((network) => ({ name: network, type: 'distributed' as const })),
    { name: 'test-isolated', type: 'distributed' as const },
    { name: 'VM Network', type: 'standard' as const },
  ]
  networks.forEach((network, index) => {
    const prefix = network.type === 'distributed' ? 'dvportgroup' : 'network'
    objects.push({
      kind: 'network',
      ...described(
        `${prefix}-${31 + index}`,
        network.name,
        networkFolder.moref,
        `${networkFolder.path}/${network.name}`,
      ),
      type: network.type,
      accessible: true,
      hostMorefs,
    })
  })

  const folder = (folderName: string) => {
    const path = `${vmFolder.path}/${folderName}`
    if (objects.some((object) => object.kind === 'folder' && object.path === path)) return
    objects.push({
      kind: 'folder',
      ...described(`group-v${51 + objects.length}`, folderName, vmFolder.moref, path),
      holds: 'vm',
    })
  }
  return { objects, placements: [first, ...others], folder }
}

function clusters(
  vms: number,
  hostFolder: { moref: MoRef; path: string },
  objects: VcenterObject[],
): SimulatedSite['placements'] {
  const hosts = Math.max(5, Math.ceil(vms / VMS_PER_HOST))
  const count = Math.max(2, Math.ceil(hosts / HOSTS_PER_CLUSTER))
  const made: Cluster[] = Array.from({ length: count }, (_, index) => {
    const name = index === 0 ? 'Management' : `Production-${String(index).padStart(2, '0')}`
    const hostCount = Math.floor(hosts / count) + (index < hosts % count ? 1 : 0)
    const self = described(`domain-c${101 + index * 10}`, name, hostFolder.moref, `${hostFolder.path}/${name}`)
    return { kind: 'cluster', ...self, drsEnabled: true, haEnabled: index > 0, hostCount }
  })

  const placements = made.flatMap((cluster, clusterIndex) => {
    const pool = described(
      `resgroup-${102 + clusterIndex * 10}`,
      'Resources',
      cluster.moref,
      `${cluster.path}/Resources`,
    )
    objects.push(cluster, { kind: 'resource_pool', ...pool, ownerMoref: cluster.moref })
    return Array.from({ length: cluster.hostCount ?? 0 }, (_, index): SimulatedPlacement => {
      const name = `esx-${clusterIndex + 1}${String(index + 1).padStart(2, '0')}.example.test`
      const host: Host = {
        kind: 'host',
        ...described(`host-${1001 + clusterIndex * 100 + index}`, name, cluster.moref, `${cluster.path}/${name}`),
        clusterMoref: cluster.moref,
        connectionState: 'connected',
        inMaintenance: false,
        version: '8.0.3',
      }
      objects.push(host)
      return { cluster, host, resourcePool: pool.name }
    })
  })
  const [first, ...others] = placements
  if (!first) throw new TypeError('A simulated site has at least two clusters of two hosts')
  return [first, ...others]
}

function described(moref: string, name: string, parentMoref: MoRef | null, path: string) {
  return { moref: MoRef.parse(moref), name, parentMoref, path }
}
