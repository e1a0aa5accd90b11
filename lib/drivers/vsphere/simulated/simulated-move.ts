import type { MoRef, VmRecord } from '../../../domain/inventory.ts'
import type { SimulatedVcenter } from '../simulated-vcenter.ts'
import { homeOf, splitPath, vmOf } from './simulated-marks.ts'
import { refusedAs, taskFault, troubleOf, unknownTo, type TaskFault } from './simulated-trouble.ts'
import { startSimulatedTask, taskStateAt } from './simulated-task.ts'

const GIB = 2 ** 30
const SHORTEST_MS = 2_000
const LONGEST_MS = 20_000
const MS_PER_GIB = 25

export type SimulatedDatastore = Extract<SimulatedVcenter['objects'][number], { kind: 'datastore' }>

/** Begins a move; it takes as long as the VM is large. */
export function beginMove(state: SimulatedVcenter, vm: MoRef, datastore: MoRef, now: number): MoRef {
  const doing = `move VM ${vm}`
  const record = vmOf(state, vm, doing)
  const target = datastoreOf(state, datastore)
  if (!target) throw unknownTo(doing, `datastore ${datastore}`)
  refuseBusy(state, vm, doing, now)
  const trouble = troubleOf(state, 'relocateVm', { vm, name: record.name, doing })
  const bytes = bytesElsewhere(record, target.name)
  const fault = trouble ?? (bytes > (target.freeBytes ?? Infinity) ? taskFault('NoDiskSpace') : null)
  return startSimulatedTask(state, {
    descriptionId: 'VirtualMachine.relocate',
    startedAt: now,
    durationMs: Math.min(LONGEST_MS, SHORTEST_MS + Math.round(bytes / GIB) * MS_PER_GIB),
    fault,
    on: vm,
    effect: { kind: 'relocate', vm, datastore },
  })
}

/** A VM does one task at a time. */
export function refuseBusy(state: SimulatedVcenter, on: MoRef, doing: string, now: number): void {
  const busy = Object.values(state.tasks).some((task) => task.on === on && taskStateAt(task, now).state === 'running')
  if (busy) throw refusedAs('TaskInProgress', doing)
}

/** Home and disks lie in one folder then, under the VM's name; a number is added where that is taken. */
export function moveTo(state: SimulatedVcenter, record: VmRecord, datastore: MoRef): TaskFault | null {
  const target = datastoreOf(state, datastore)
  if (!target) return taskFault('ManagedObjectNotFound')
  const from = new Set([splitPath(record.vmxPath ?? '').datastore, ...record.disks.map((disk) => disk.datastore)])
  if (from.size === 1 && from.has(target.name)) return null
  for (const disk of record.disks) {
    if (disk.datastore === target.name) continue
    shiftFree(state, disk.datastore, disk.capacityBytes ?? 0)
    shiftFree(state, target.name, -(disk.capacityBytes ?? 0))
  }
  const folder = freeFolder(state, target.name, fileName(record.name), record.moref)
  record.vmxPath = `[${target.name}] ${folder}/${fileName(record.name)}.vmx`
  record.disks.forEach((disk, at) => {
    disk.datastore = target.name
    disk.path = `${folder}/${fileName(record.name)}${at === 0 ? '' : `_${at}`}.vmdk`
  })
  record.datastores = [target.name]
  return null
}

export function datastoreOf(state: SimulatedVcenter, moref: MoRef): SimulatedDatastore | undefined {
  return state.objects.find(
    (object): object is SimulatedDatastore => object.kind === 'datastore' && object.moref === moref,
  )
}

/** A folder that nobody has on that datastore: `web`, `web_1`… */
export function freeFolder(state: SimulatedVcenter, datastore: string, wanted: string, own?: MoRef): string {
  const taken = new Set<string>()
  for (const vm of state.vms) {
    if (vm.moref === own) continue
    if (splitPath(vm.vmxPath ?? '').datastore === datastore) taken.add(homeOf(vm))
    for (const disk of vm.disks) if (disk.datastore === datastore) taken.add(disk.path?.split('/')[0] ?? '')
  }
  for (const path of Object.keys(state.lying ?? {})) {
    const there = splitPath(path)
    if (there.datastore === datastore) taken.add(there.path.split('/')[0] ?? '')
  }
  let folder = wanted
  for (let number = 1; taken.has(folder); number++) folder = `${wanted}_${number}`
  return folder
}

/** A name as a file's: without what a path is made of. */
export function fileName(name: string): string {
  return name.replaceAll(/[/\\%]/g, '_')
}

function bytesElsewhere({ disks }: VmRecord, datastore: string): number {
  return disks.reduce((sum, disk) => sum + (disk.datastore === datastore ? 0 : (disk.capacityBytes ?? 0)), 0)
}

function shiftFree(state: SimulatedVcenter, name: string | null, bytes: number): void {
  const datastore = state.objects.find((object) => object.kind === 'datastore' && object.name === name)
  if (datastore?.kind !== 'datastore' || datastore.freeBytes === null) return
  datastore.freeBytes = Math.max(0, Math.min(datastore.capacityBytes ?? Infinity, datastore.freeBytes + bytes))
}
