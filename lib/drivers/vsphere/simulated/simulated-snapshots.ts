import { ZerfauxError } from '../../../domain/errors.ts'
import { MoRef } from '../../../domain/inventory.ts'
import type { OurVmSnapshot, VmReadiness, VmSnapshot } from '../../../domain/vm-snapshot.ts'
import { isOurs } from '../../../domain/zfs-names.ts'
import type { SimulatedVcenter } from '../simulated-vcenter.ts'
import type { NewSnapshot } from '../vsphere-driver.ts'
import { startSimulatedTask, taskStateAt } from './simulated-task.ts'

const SNAPSHOT_MS = 800
/** A guest writes about so much to the delta of each disk. */
const DELTA_BYTES_PER_SECOND = 64 * 1024

export type SimulatedSnapshot = {
  moref: MoRef
  vm: MoRef
  name: string
  /** It is there from then on, unless its task is cancelled before. */
  appearsAt: number
  task: MoRef
}

/** What the next quiesced snapshot of a VM runs into: a fault, or a guest that takes its time. */
export type SimulatedQuiesceTrouble = {
  fault?: string
  hangsMs?: number
  /** A task that hangs and cannot be cancelled: its snapshot appears long after everybody has given up. */
  stubborn?: boolean
}

/** Changes the state in place, as a `SimulatedStore.update` does. */
export function beginSnapshot(state: SimulatedVcenter, vm: MoRef, { name, quiesce }: NewSnapshot, now: number): MoRef {
  const record = state.vms.find(({ moref }) => moref === vm)
  if (!record) throw unknownVm(vm)
  const trouble = (quiesce ? state.quiesceTroubles?.[vm] : undefined) ?? {}
  if (quiesce) delete state.quiesceTroubles?.[vm]
  const silent = quiesce && record.powerState === 'powered_on' && record.toolsStatus !== 'running'
  const type = trouble.fault ?? (silent ? 'ApplicationQuiesceFault' : undefined)
  const fault = type ? { type, message: `The operation failed: ${type}.` } : null
  const durationMs = trouble.hangsMs ?? SNAPSHOT_MS
  const cancelable = !trouble.stubborn
  const task = startSimulatedTask(state, {
    descriptionId: 'VirtualMachine.createSnapshot',
    startedAt: now,
    durationMs,
    fault,
    cancelable,
  })
  if (fault) return task
  state.nextSnapshot = (state.nextSnapshot ?? 0) + 1
  const moref = MoRef.parse(`snapshot-${state.nextSnapshot}`)
  state.snapshots = [...(state.snapshots ?? []), { moref, vm, name, appearsAt: now + durationMs, task }]
  return task
}

export function cancelSimulatedTask(state: SimulatedVcenter, moref: MoRef, now: number): void {
  const task = state.tasks[moref]
  if (!task || task.cancelable === false || taskStateAt(task, now).state !== 'running') return
  task.durationMs = now - task.startedAt
  task.fault = { type: 'RequestCanceled', message: 'The task was canceled by a user.' }
  state.snapshots = (state.snapshots ?? []).filter((snapshot) => snapshot.task !== moref)
}

/** Answers how many. Others of that VM, and those of that name that are still to come, stay. */
export function removeSimulatedSnapshots(state: SimulatedVcenter, vm: MoRef, exactName: string, now: number): number {
  const before = state.snapshots ?? []
  state.snapshots = before.filter(
    (snapshot) => snapshot.vm !== vm || snapshot.name !== exactName || snapshot.appearsAt > now,
  )
  return before.length - state.snapshots.length
}

export function simulatedReadiness(state: SimulatedVcenter, vm: MoRef, now: number): VmReadiness | null {
  const record = state.vms.find(({ moref }) => moref === vm)
  if (!record) return null
  const { name, powerState, toolsStatus, disks } = record
  const hasIndependentDisk = disks.some(({ mode }) => mode?.startsWith('independent'))
  const snapshots = present(state, now).filter((snapshot) => snapshot.vm === vm)
  return { name, powerState, toolsStatus, hasIndependentDisk, snapshots: snapshots.map(shown) }
}

export function ourSimulatedSnapshots(state: SimulatedVcenter, now: number): OurVmSnapshot[] {
  return present(state, now).flatMap((snapshot) => {
    const vm = state.vms.find(({ moref }) => moref === snapshot.vm)
    if (!vm || !isOurs(snapshot.name)) return []
    const seconds = Math.round((now - snapshot.appearsAt) / 1000)
    const sizeBytes = seconds * DELTA_BYTES_PER_SECOND * vm.disks.length
    return [{ ...shown(snapshot), vm: vm.moref, vmName: vm.name, sizeBytes }]
  })
}

function unknownVm(vm: MoRef): ZerfauxError {
  return new ZerfauxError('not_found', `Could not take a snapshot of VM ${vm}: the vCenter does not know it (any more)`)
}

export function countOfSnapshots(state: SimulatedVcenter, vm: MoRef, now: number): number {
  return present(state, now).filter((snapshot) => snapshot.vm === vm).length
}

/** VMs that are gone took their snapshots along. */
function present({ snapshots = [], vms }: SimulatedVcenter, now: number): SimulatedSnapshot[] {
  if (snapshots.length === 0) return []
  const morefs = new Set(vms.map(({ moref }) => moref))
  return snapshots.filter(({ appearsAt, vm }) => appearsAt <= now && morefs.has(vm))
}

function shown({ moref, name, appearsAt }: SimulatedSnapshot): VmSnapshot {
  return { snapshot: moref, name, createdAt: new Date(appearsAt) }
}
