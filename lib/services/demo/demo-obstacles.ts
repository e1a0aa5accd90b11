import type { VmRecord } from '../../domain/inventory.ts'
import { takeOut } from '../../drivers/vsphere/simulated/simulated-creation.ts'
import type { SimulatedVcenter } from '../../drivers/vsphere/simulated-vcenter.ts'

/** VMs of the West site that nobody has moved yet, though they belong to the first group. */
export const vmsToMove = [
  'ci-01',
  'ci-02',
  'file-01',
  'file-02',
  'k8s-01',
  'k8s-02',
  'k8s-03',
  'k8s-04',
  'k8s-05',
  'mail-01',
] as const

/** One that somebody moves away again. */
export const driftedVm = { name: 'web-08', to: 'vmfs-sata-01' } as const

/** A VM of the first group whose shell somebody deletes at the DR site. */
export const missingShell = 'app-04'

/** One whose shell somebody takes memory from there. */
export const changedShell = { name: 'web-06', memoryBytes: 2 ** 30 } as const

const DATA = 1

/** What is in the way of each; `ci-01` and `file-01` can be moved. */
const obstacles: Readonly<Record<string, (vm: VmRecord, state: SimulatedVcenter) => void>> = {
  'ci-02': (vm, state) => {
    // What is left of an earlier VM of its name.
    const home = { ...structuredClone(vm), disks: [] }
    state.lying = {
      ...state.lying,
      '[nfs-protected-01] ci-02/ci-02.vmx': { record: onto(home, 'nfs-protected-01'), marks: {} },
    }
  },
  'file-02': (vm) => change(vm, DATA, { shared: true }),
  'k8s-01': (vm) => {
    vm.snapshotCount = 2
    change(vm, 0, { hasParent: true })
  },
  'k8s-02': (vm) => change(vm, 0, { hasParent: true }),
  'k8s-03': (vm) => {
    vm.isEncrypted = true
  },
  'k8s-04': (vm) => change(vm, 0, { mode: 'independent_persistent' }),
  'k8s-05': (vm) => {
    vm.hasVtpm = true
  },
  'mail-01': (vm) => change(vm, DATA, { backing: 'raw_device' }),
}

/** Leaves VMs to be moved, and one of each kind of what can be in the way. */
export function layObstacles(state: SimulatedVcenter): void {
  for (const vm of state.vms) {
    if (!(vmsToMove as readonly string[]).includes(vm.name)) continue
    vm.snapshotCount = 0
    obstacles[vm.name]?.(vm, state)
  }
}

export function moveAway(state: SimulatedVcenter): void {
  const vm = state.vms.find(({ name }) => name === driftedVm.name)
  if (vm) onto(vm, driftedVm.to)
}

export function meddleWithShells(state: SimulatedVcenter): void {
  const [deleted, changed] = [missingShell, changedShell.name].map((called) =>
    state.vms.find(({ name }) => name === called),
  )
  if (deleted) takeOut(state, deleted.moref)
  if (changed) changed.memoryBytes = changedShell.memoryBytes
}

function onto(vm: VmRecord, datastore: string): VmRecord {
  vm.vmxPath = `[${datastore}] ${vm.name}/${vm.name}.vmx`
  vm.datastores = [datastore]
  for (const disk of vm.disks) disk.datastore = datastore
  return vm
}

function change(vm: VmRecord, at: number, what: Partial<VmRecord['disks'][number]>): void {
  const disk = vm.disks[at]
  if (disk) Object.assign(disk, what)
}
