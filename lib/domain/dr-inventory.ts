import type { MoRef, VmRecord } from './inventory.ts'

/** A VM of the DR vCenter, as of its last sync. */
export type DrVm = Pick<VmRecord, 'name' | 'folder' | 'instanceUuid' | 'biosUuid'> & {
  readonly moref: MoRef
  readonly cluster?: string | null
}

/** Finds what may be in a new shell's way, among thousands. */
export class DrInventory {
  readonly #byName = new Map<string, DrVm[]>()
  readonly #byUuid = new Map<string, DrVm[]>()
  readonly #byMoref = new Map<string, DrVm>()

  constructor(vms: Iterable<DrVm>) {
    for (const vm of vms) {
      this.#byMoref.set(vm.moref, vm)
      put(this.#byName, nameKey(vm.folder, vm.name), vm)
      for (const uuid of new Set([uuidKey(vm.instanceUuid), uuidKey(vm.biosUuid)]))
        if (uuid) put(this.#byUuid, uuid, vm)
    }
  }

  find(moref: string): DrVm | null {
    return this.#byMoref.get(moref) ?? null
  }

  /** vSphere tells names apart by case as little as people do. */
  named(folder: string, name: string): readonly DrVm[] {
    return this.#byName.get(nameKey(folder, name)) ?? []
  }

  /** Those that bear one of the source's UUIDs; never the source itself, where both sites share a vCenter. */
  twinsOf(source: Pick<VmRecord, 'instanceUuid' | 'biosUuid'>, self: string | null): readonly DrVm[] {
    const uuids = new Set([uuidKey(source.instanceUuid), uuidKey(source.biosUuid)])
    const found = [...uuids].flatMap((uuid) => (uuid ? (this.#byUuid.get(uuid) ?? []) : []))
    return [...new Set(found)].filter(({ moref }) => moref !== self)
  }
}

function put(map: Map<string, DrVm[]>, key: string, vm: DrVm): void {
  const list = map.get(key)
  if (list) list.push(vm)
  else map.set(key, [vm])
}

const nameKey = (folder: string | null, name: string) => `${folder ?? ''}\n${name.toLowerCase()}`
const uuidKey = (uuid: string | null) => uuid?.toLowerCase() ?? null
