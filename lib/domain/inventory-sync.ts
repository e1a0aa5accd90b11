import type { VmRecord } from './inventory.ts'

/** What the last sync left behind for one VM; enough to recognise it again. */
export type KnownVm = {
  readonly id: string
  readonly moref: string
  readonly name: string
  readonly instanceUuid: string | null
  readonly biosUuid: string | null
  readonly vmxPath: string | null
  readonly contentHash: string
}

export type FoundVm = { readonly record: VmRecord; readonly contentHash: string }

export type SyncCounts = {
  readonly vmsFound: number
  readonly vmsAdded: number
  readonly vmsChanged: number
  readonly vmsRelinked: number
  readonly vmsGone: number
}

/**
 * Compares what a vCenter says now with what is known, page by page. MoRefs change and repeat
 * (failure-modes row 23): a VM whose MoRef is new but whose instance UUID, or else BIOS UUID and vmx
 * path (or name), belong to exactly one VM that vanished, is that VM under a new MoRef.
 */
export class InventorySync {
  readonly #known: ReadonlyMap<string, KnownVm>
  readonly #seen = new Set<string>()
  readonly #newcomers: FoundVm[] = []
  #found = 0
  #changed = 0

  constructor(known: readonly KnownVm[]) {
    this.#known = new Map(known.map((vm) => [vm.moref, vm]))
  }

  /** Which known VMs of this page have changed. New ones are kept until `finish`, since only then is it clear who vanished. */
  takePage(page: readonly FoundVm[]): { readonly changed: readonly { readonly id: string; readonly vm: FoundVm }[] } {
    const changed: { id: string; vm: FoundVm }[] = []
    for (const vm of page) {
      this.#found += 1
      const known = this.#known.get(vm.record.moref)
      // The same MoRef with another instance UUID is another VM: the number was handed out again.
      if (!known || differ(known.instanceUuid, vm.record.instanceUuid)) {
        this.#newcomers.push(vm)
        continue
      }
      this.#seen.add(known.id)
      if (known.contentHash !== vm.contentHash) changed.push({ id: known.id, vm })
    }
    this.#changed += changed.length
    return { changed }
  }

  /** With nothing known before, newcomers need not wait. */
  takeNewcomers(): readonly FoundVm[] {
    return this.#known.size === 0 ? this.#newcomers.splice(0) : []
  }

  finish(): {
    readonly added: readonly FoundVm[]
    readonly relinked: readonly { readonly id: string; readonly vm: FoundVm }[]
    readonly gone: readonly string[]
    readonly counts: SyncCounts
  } {
    const vanished = [...this.#known.values()].filter((vm) => !this.#seen.has(vm.id))
    const relinked: { id: string; vm: FoundVm }[] = []
    const added: FoundVm[] = []
    for (const vm of this.#newcomers) {
      const match = onlyMatch(vanished, vm.record)
      if (match && !relinked.some(({ id }) => id === match.id)) relinked.push({ id: match.id, vm })
      else added.push(vm)
    }
    const taken = new Set(relinked.map(({ id }) => id))
    const gone = vanished.filter((vm) => !taken.has(vm.id)).map((vm) => vm.id)
    const vmsAdded = this.#known.size === 0 ? this.#found : added.length
    const counts = {
      vmsFound: this.#found,
      vmsAdded,
      vmsChanged: this.#changed,
      vmsRelinked: relinked.length,
      vmsGone: gone.length,
    }
    return { added, relinked, gone, counts }
  }
}

function differ(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b
}

/** Null when nothing or more than one thing matches: a guess would join the histories of two VMs. */
function onlyMatch(vanished: readonly KnownVm[], record: VmRecord): KnownVm | null {
  const byInstance = vanished.filter((vm) => vm.instanceUuid !== null && vm.instanceUuid === record.instanceUuid)
  if (byInstance.length > 0) return byInstance.length === 1 ? (byInstance[0] ?? null) : null
  const byBios = vanished.filter(
    (vm) =>
      vm.biosUuid !== null &&
      vm.biosUuid === record.biosUuid &&
      ((vm.vmxPath !== null && vm.vmxPath === record.vmxPath) || vm.name === record.name) &&
      !differ(vm.instanceUuid, record.instanceUuid),
  )
  return byBios.length === 1 ? (byBios[0] ?? null) : null
}
