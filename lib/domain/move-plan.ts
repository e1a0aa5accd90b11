import type { VmDisk } from './inventory.ts'
import type { MoveDatastore, MoveVm } from './move-facts.ts'
import { notMovable, type MoveObstacle } from './move-obstacles.ts'
import { plainBytes } from './plain-units.ts'
import { datastorePath, homeOf, liesWhollyOn, onlyDatastore } from './vm-placement.ts'

export type MoveDisk = {
  readonly key: number
  readonly path: string | null
  readonly datastore: string | null
  readonly requiredDatastore: string
  readonly capacityBytes: number | null
  readonly ok: boolean
}

export type MovePlan = {
  readonly currentDatastore: string | null
  readonly requiredDatastore: string
  readonly inProtectionDatastore: boolean
  readonly needsStorageMove: boolean
  /** Each is reason enough not to move it. */
  readonly blockers: readonly MoveObstacle[]
  /** What is not known and may turn out to be a blocker. */
  readonly warnings: readonly MoveObstacle[]
  /** Null while its size is unknown. */
  readonly bytesToMove: number | null
  readonly home: { readonly path: string | null; readonly datastore: string | null; readonly ok: boolean }
  readonly disks: readonly MoveDisk[]
  readonly steps: readonly { readonly name: MoveStepName; readonly title: string }[]
  /** The datastore of that name which its host has; null where the plan is blocked for want of one. */
  readonly datastoreMoref: string | null
}

/** In their order; the job's steps have the same names. */
export const moveSteps = {
  check_vm: 'Check the VM again',
  move: 'Move home and disks',
  verify: 'Re-read where every file lies',
  record: 'Record it as protected',
} as const
export type MoveStepName = keyof typeof moveSteps

/**
 * What stands between a VM and its group's datastore. Pure: the wizard shows the plan from the inventory,
 * and the job makes the same plan from a fresh look before it begins.
 *
 * @param datastores all of that name; a vCenter may have one in each of its datacenters
 */
export function planMove(vm: MoveVm, required: string, datastores: readonly MoveDatastore[]): MovePlan {
  const inProtectionDatastore = !vm.gone && liesWhollyOn(vm, required)
  const onHost = datastores.filter(({ hostMorefs }) => vm.hostMoref === null || hostMorefs.includes(vm.hostMoref))
  const [datastore] = onHost
  const { blockers, warnings } = inProtectionDatastore
    ? { blockers: [], warnings: [] }
    : notMovable({ vm, required, datastores, onHost })
  const home = homeOf(vm)
  const bytesToMove = inProtectionDatastore ? 0 : bytesElsewhere(vm, required)
  return {
    currentDatastore: onlyDatastore(vm),
    requiredDatastore: required,
    inProtectionDatastore,
    needsStorageMove: !inProtectionDatastore,
    blockers,
    warnings,
    bytesToMove,
    home: {
      path: vm.vmxPath === null ? null : (datastorePath(vm.vmxPath)?.path ?? null),
      datastore: home,
      ok: home === required,
    },
    disks: vm.disks.map((disk) => ({
      key: disk.key,
      path: disk.path,
      datastore: disk.datastore,
      requiredDatastore: required,
      capacityBytes: disk.capacityBytes,
      ok: disk.datastore === required,
    })),
    steps: inProtectionDatastore ? [] : stepsOf(vm, required, bytesToMove),
    datastoreMoref: onHost.length === 1 ? (datastore?.moref ?? null) : null,
  }
}

/** What it occupies, where all of it moves; of one that is partly there, the disks that are not. */
function bytesElsewhere({ disks, storageBytes, ...vm }: MoveVm, required: string): number | null {
  const elsewhere = disks.filter(({ datastore }) => datastore !== required)
  const isWhole = elsewhere.length === disks.length && homeOf(vm) !== required
  if (isWhole && storageBytes !== null) return storageBytes
  return elsewhere.reduce<number | null>((sum, disk) => plus(sum, disk.capacityBytes), 0)
}

function stepsOf({ disks, ...vm }: MoveVm, required: string, bytes: number | null): MovePlan['steps'] {
  const movedDisks = disks.filter((disk: VmDisk) => disk.datastore !== required).length
  const parts = [
    ...(homeOf(vm) === required ? [] : ['its home']),
    ...(movedDisks === 0 ? [] : [`${movedDisks} disk${movedDisks === 1 ? '' : 's'}`]),
  ]
  const size = bytes === null ? 'of unknown size' : `(${plainBytes(bytes)})`
  return [
    { name: 'check_vm', title: `${moveSteps.check_vm}, as it is at that moment` },
    { name: 'move', title: `Move ${parts.join(' and ')} ${size} to ${required} while it runs on` },
    { name: 'verify', title: moveSteps.verify },
    { name: 'record', title: `${moveSteps.record}, if all of it lies there` },
  ]
}

export function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b
}
