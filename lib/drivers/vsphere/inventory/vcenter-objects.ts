import { type MoRef, type VcenterObject } from '../../../domain/inventory.ts'
import { displayName } from './display-name.ts'
import { toMoRef } from './to-moref.ts'
import type { InventoryMap, Place } from './inventory-map.ts'

/**
 * A host outside of any cluster lies in a ComputeResource of its own, which nobody ever sees: the
 * host stands in for it.
 */
export function vcenterObjects(map: InventoryMap): VcenterObject[] {
  const paths = new Map<Place, string>()
  const visible = [...map.values()].filter(({ type }) => type !== 'ComputeResource')
  return visible.map((place) => describe(place, map, pathOf(place, map, paths)))
}

function describe(place: Place, map: InventoryMap, path: string): VcenterObject {
  const parent = visibleParent(place, map)
  const shared = { ...identity(place), parentMoref: parent && toMoRef(parent.moref), path }
  switch (place.type) {
    case 'Datacenter':
      return { kind: 'datacenter', ...shared }
    case 'Folder':
      return { kind: 'folder', ...shared, holds: holds(place.properties.childType ?? []) }
    case 'ClusterComputeResource':
      return {
        kind: 'cluster',
        ...shared,
        drsEnabled: place.properties.configurationEx?.drsConfig?.enabled ?? null,
        haEnabled: place.properties.configurationEx?.dasConfig?.enabled ?? null,
        hostCount: place.properties.host?.length ?? null,
      }
    case 'HostSystem':
      return {
        kind: 'host',
        ...shared,
        clusterMoref: parent?.type === 'ClusterComputeResource' ? toMoRef(parent.moref) : null,
        connectionState: place.properties['runtime.connectionState'] ?? null,
        inMaintenance: place.properties['runtime.inMaintenanceMode'] ?? null,
        version: place.properties['summary.config.product.version'] ?? null,
      }
    case 'ResourcePool': {
      const owner = standIn(map.get(place.properties.owner?.value), map)
      return { kind: 'resource_pool', ...shared, ownerMoref: owner && toMoRef(owner.moref) }
    }
    case 'Datastore':
      return {
        kind: 'datastore',
        ...shared,
        type: place.properties['summary.type'] ?? null,
        capacityBytes: place.properties['summary.capacity'] ?? null,
        freeBytes: place.properties['summary.freeSpace'] ?? null,
        accessible: place.properties['summary.accessible'] ?? null,
        remoteHost: place.properties.info?.nas?.remoteHost ?? null,
        remotePath: place.properties.info?.nas?.remotePath ?? null,
        hostMorefs: (place.properties.host ?? []).flatMap(({ key }) => (key ? toMoRef(key.value) : [])),
      }
    case 'Network':
    case 'DistributedVirtualPortgroup':
      return {
        kind: 'network',
        ...shared,
        type:
          place.type === 'DistributedVirtualPortgroup'
            ? 'distributed'
            : place.wireType === 'OpaqueNetwork'
              ? 'opaque'
              : 'standard',
        accessible: place.properties.summary?.accessible ?? null,
        hostMorefs: (place.properties.host ?? []).map(({ value }) => toMoRef(value)),
      }
    case 'ComputeResource':
      throw new TypeError('A ComputeResource is shown as its host')
  }
}

function identity(place: Place): { moref: MoRef; name: string } {
  return { moref: toMoRef(place.moref), name: displayName(place.properties.name ?? place.moref) }
}

function visibleParent(place: Place, map: InventoryMap): Place | null {
  const parent = map.get(place.properties.parent?.value)
  const stand = standIn(parent, map)
  return stand === place ? map.get(parent?.properties.parent?.value) : stand
}

function standIn(place: Place | null, map: InventoryMap): Place | null {
  return place?.type === 'ComputeResource' ? map.get(place.properties.host?.[0]?.value) : place
}

/** From below the root, `/DC/host/Cluster`; `/` is the root itself. */
function pathOf(place: Place, map: InventoryMap, known: Map<Place, string>): string {
  const ready = known.get(place)
  if (ready !== undefined) return ready
  const parent = visibleParent(place, map)
  const above = parent ? pathOf(parent, map, known) : ''
  const path = parent ? `${above === '/' ? '' : above}/${identity(place).name}` : '/'
  known.set(place, path)
  return path
}

/** A datastore cluster is a folder of datastores; the root and folders of datacenters hold none of these. */
function holds(childTypes: readonly string[]): 'vm' | 'host' | 'datastore' | 'network' | null {
  if (childTypes.includes('VirtualMachine')) return 'vm'
  if (childTypes.includes('ComputeResource')) return 'host'
  if (childTypes.includes('Datastore')) return 'datastore'
  return childTypes.includes('Network') ? 'network' : null
}
