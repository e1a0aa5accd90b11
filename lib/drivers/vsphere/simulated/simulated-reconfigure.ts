import type { MoRef, VmDisk, VmRecord } from '../../../domain/inventory.ts'
import type { SimulatedVcenter } from '../simulated-vcenter.ts'
import type { VmChange } from '../vsphere-changes.ts'
import { isTaken } from './simulated-creation.ts'
import { marksOf, vmOf } from './simulated-marks.ts'
import { datastoreOf, refuseBusy } from './simulated-move.ts'
import { refusedAs, taskFault, troubleOf, unknownTo, type TaskFault } from './simulated-trouble.ts'
import { startSimulatedTask } from './simulated-task.ts'

const RECONFIGURE_MS = 600

export function beginReconfigure(state: SimulatedVcenter, vm: MoRef, change: VmChange, now: number): MoRef {
  const doing = `reconfigure VM ${vm}`
  const record = vmOf(state, vm, doing)
  refuseBusy(state, vm, doing, now)
  if (change.name !== undefined && isTaken(state, change.name, record.folder, vm))
    throw refusedAs('DuplicateName', doing)
  for (const { datastore } of change.attachDisks ?? [])
    if (!datastoreOf(state, datastore)) throw unknownTo(doing, `datastore ${datastore}`)
  for (const { network } of change.nics ?? []) {
    if (network !== null && !state.objects.some(({ moref }) => moref === network))
      throw unknownTo(doing, `network ${network}`)
  }
  return startSimulatedTask(state, {
    descriptionId: 'VirtualMachine.reconfigure',
    startedAt: now,
    durationMs: RECONFIGURE_MS,
    fault: troubleOf(state, 'reconfigureVm', { vm, name: record.name, doing }),
    on: vm,
    effect: { kind: 'reconfigure', vm, change },
  })
}

export function applyChange(state: SimulatedVcenter, record: VmRecord, change: VmChange): TaskFault | null {
  const attached: VmDisk[] = []
  for (const disk of change.attachDisks ?? []) {
    const made = attach(state, record, disk, attached.length)
    if ('type' in made) return made
    attached.push(made)
  }
  for (const { key } of change.nics ?? [])
    if (!record.nics.some((nic) => nic.key === key)) return taskFault('InvalidDeviceSpec')
  const keys = new Set(change.detachDisks)
  if ([...keys].some((key) => !record.disks.some((disk) => disk.key === key))) return taskFault('InvalidDeviceSpec')

  const marks = marksOf(state, record.moref)
  record.name = change.name ?? record.name
  marks.annotation = change.annotation ?? marks.annotation ?? ''
  marks.extraConfig = { ...marks.extraConfig, ...change.extraConfig }
  record.disks = [...record.disks.filter(({ key }) => !keys.has(key)), ...attached]
  for (const { key, network, connected } of change.nics ?? []) {
    const nic = record.nics.find((it) => it.key === key)
    if (nic) nic.network = state.objects.find(({ moref }) => moref === network)?.name ?? null
    const others = (marks.unplugged ?? []).filter((it) => it !== key)
    marks.unplugged = connected ? others : [...others, key]
  }
  return null
}

function attach(
  state: SimulatedVcenter,
  record: VmRecord,
  disk: NonNullable<VmChange['attachDisks']>[number],
  before: number,
): VmDisk | TaskFault {
  const datastore = datastoreOf(state, disk.datastore)
  const controller = record.controllers.find(
    ({ type, bus }) => type === disk.controller.type && bus === disk.controller.bus,
  )
  if (!datastore || !controller) return taskFault('InvalidDeviceSpec')
  const isTakenUnit = record.disks.some(
    ({ controllerType, controllerBus, unit }) =>
      controllerType === controller.type && controllerBus === controller.bus && unit === disk.unit,
  )
  if (isTakenUnit) return taskFault('InvalidDeviceSpec')
  const owner = state.vms.find((vm) => vm.disks.some((it) => it.datastore === datastore.name && it.path === disk.path))
  if (owner?.powerState === 'powered_on') return taskFault('FileLocked')
  const lying = Object.values(state.lying ?? {}).flatMap(({ record: { disks } }) => disks)
  const known = [...(owner?.disks ?? []), ...lying].find(
    (it) => it.datastore === datastore.name && it.path === disk.path,
  )
  return {
    key: Math.max(1999, ...record.disks.map(({ key }) => key)) + 1 + before,
    controllerType: controller.type,
    controllerBus: controller.bus,
    unit: disk.unit,
    datastore: datastore.name,
    path: disk.path,
    capacityBytes: known?.capacityBytes ?? null,
    mode: disk.mode,
    backing: 'flat',
    shared: false,
    hasParent: false,
  }
}

export function beginConsolidation(state: SimulatedVcenter, vm: MoRef, now: number): MoRef {
  const doing = `consolidate the disks of VM ${vm}`
  vmOf(state, vm, doing)
  refuseBusy(state, vm, doing, now)
  return startSimulatedTask(state, {
    descriptionId: 'VirtualMachine.consolidateDisks',
    startedAt: now,
    durationMs: RECONFIGURE_MS,
    fault: null,
    on: vm,
    effect: { kind: 'consolidate', vm },
  })
}
