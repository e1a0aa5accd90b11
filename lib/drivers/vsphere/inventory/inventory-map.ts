import type { ManagedObject } from '../schema/wire-types.ts'
import { displayName } from './display-name.ts'

/** Everything in a vCenter that is not a VM. */
export const placeTypes = [
  'Datacenter',
  'Folder',
  'ComputeResource',
  'ClusterComputeResource',
  'HostSystem',
  'ResourcePool',
  'Datastore',
  'Network',
  'DistributedVirtualPortgroup',
] as const
export type Place = ManagedObject<(typeof placeTypes)[number]>

export function isPlace(object: ManagedObject): object is Place {
  return placeTypes.some((type) => type === object.type)
}

/** The places of one vCenter by MoRef: what a VM's references mean. Unknown is null. */
export class InventoryMap {
  readonly #places: ReadonlyMap<string, Place>
  /** NICs name a distributed port group by its key and an opaque network by its id, not by MoRef. */
  readonly #networksByKey = new Map<string, string>()

  constructor(places: Iterable<Place>) {
    this.#places = new Map([...places].map((place) => [place.moref, place]))
    for (const place of this.#places.values()) {
      if (place.type === 'DistributedVirtualPortgroup' && place.properties.key) {
        this.#networksByKey.set(place.properties.key, place.moref)
      }
      if (place.type === 'Network' && place.properties.summary?.opaqueNetworkId) {
        this.#networksByKey.set(place.properties.summary.opaqueNetworkId, place.moref)
      }
    }
  }

  values(): Iterable<Place> {
    return this.#places.values()
  }

  get(moref: string | undefined): Place | null {
    return (moref !== undefined && this.#places.get(moref)) || null
  }

  name(moref: string | undefined): string | null {
    const name = this.get(moref)?.properties.name
    return name === undefined ? null : displayName(name)
  }

  networkName(key: string | undefined): string | null {
    return key === undefined ? null : this.name(this.#networksByKey.get(key) ?? key)
  }

  clusterName(hostMoref: string | undefined): string | null {
    const parent = this.get(this.get(hostMoref)?.properties.parent?.value)
    return parent?.type === 'ClusterComputeResource' ? this.name(parent.moref) : null
  }

  /** The folders below the datacenter's own VM folder, `Discovered/Web`; null for a VM without one, as in a vApp. */
  folderPath(moref: string | undefined): string | null {
    const names: string[] = []
    let folder = this.get(moref)
    while (folder?.type === 'Folder') {
      const parent = this.get(folder.properties.parent?.value)
      if (parent?.type === 'Datacenter') return names.toReversed().join('/')
      names.push(displayName(folder.properties.name ?? folder.moref))
      folder = parent
    }
    return null
  }
}
