import type { MoRef, VcenterObject } from './inventory.ts'

export type ObjectOf<Kind extends VcenterObject['kind']> = Extract<VcenterObject, { kind: Kind }>

/** A vCenter's objects, as what hangs below what. */
export class VcenterTree {
  readonly #objects: readonly VcenterObject[]
  readonly #byMoref: ReadonlyMap<string, VcenterObject>

  constructor(objects: readonly VcenterObject[]) {
    this.#objects = objects
    this.#byMoref = new Map(objects.map((object) => [object.moref, object]))
  }

  all<Kind extends VcenterObject['kind']>(kind: Kind): ObjectOf<Kind>[] {
    return this.#objects.filter((object) => isOf(object, kind))
  }

  find<Kind extends VcenterObject['kind']>(kind: Kind, moref: MoRef): ObjectOf<Kind> | null {
    const object = this.#byMoref.get(moref)
    return object && isOf(object, kind) ? object : null
  }

  /** Null where the object stands outside of any datacenter, or is not known. */
  datacenterOf(object: VcenterObject): MoRef | null {
    const seen = new Set<string>()
    for (let at: VcenterObject | undefined = object; at && !seen.has(at.moref); at = this.#above(at)) {
      if (at.kind === 'datacenter') return at.moref
      seen.add(at.moref)
    }
    return null
  }

  /** Those that hold VMs, with their path below the datacenter as VMs bear it; the root's is empty. */
  vmFolders(): { readonly folder: ObjectOf<'folder'>; readonly path: string; readonly datacenter: MoRef }[] {
    const folders = this.all('folder').filter(({ holds }) => holds === 'vm')
    const roots = new Map(
      folders.flatMap((folder) => {
        const above = this.#above(folder)
        return above?.kind === 'datacenter' ? [[above.moref, folder] as const] : []
      }),
    )
    return folders.flatMap((folder) => {
      const datacenter = this.datacenterOf(folder)
      const root = datacenter === null ? undefined : roots.get(datacenter)
      return datacenter === null || !root ? [] : [{ folder, datacenter, path: folder.path.slice(root.path.length + 1) }]
    })
  }

  hostsOf(cluster: MoRef): ObjectOf<'host'>[] {
    return this.all('host').filter(({ clusterMoref }) => clusterMoref === cluster)
  }

  #above({ parentMoref }: VcenterObject): VcenterObject | undefined {
    return parentMoref === null ? undefined : this.#byMoref.get(parentMoref)
  }
}

function isOf<Kind extends VcenterObject['kind']>(object: VcenterObject, kind: Kind): object is ObjectOf<Kind> {
  return object.kind === kind
}
