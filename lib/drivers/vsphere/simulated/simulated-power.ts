import { ZerfauxError } from '../../../domain/errors.ts'
import type { MoRef, VmRecord } from '../../../domain/inventory.ts'
import type { SimulatedVcenter } from '../simulated-vcenter.ts'
import type { VmPulse } from '../vsphere-changes.ts'
import { marksOf, vmOf } from './simulated-marks.ts'
import { refuseBusy } from './simulated-move.ts'
import { refusedAs, taskFault, troubleOf, type TaskFault } from './simulated-trouble.ts'
import { startSimulatedTask } from './simulated-task.ts'

const POWER_MS = 1_000
const SHUTDOWN_MS = 3_000
/** One grey pixel: there is nothing to see in a VM that does not exist. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=='

export function beginPower(state: SimulatedVcenter, vm: MoRef, to: 'on' | 'off', now: number): MoRef {
  const doing = `power ${to} VM ${vm}`
  const record = vmOf(state, vm, doing)
  const isSo = record.powerState === (to === 'on' ? 'powered_on' : 'powered_off')
  if (!isSo) refuseBusy(state, vm, doing, now)
  return startSimulatedTask(state, {
    descriptionId: `VirtualMachine.power${to === 'on' ? 'On' : 'Off'}`,
    startedAt: now,
    durationMs: isSo ? 0 : POWER_MS,
    fault: isSo ? null : troubleOf(state, 'power', { vm, name: record.name, doing }),
    on: vm,
    effect: { kind: 'power', vm, to },
  })
}

export function changePower(state: SimulatedVcenter, record: VmRecord, to: 'on' | 'off'): TaskFault | null {
  if (record.isTemplate) return taskFault('InvalidState')
  if (to === 'on' && state.vms.some((other) => other !== record && writesTo(other, record)))
    return taskFault('FileLocked')
  record.powerState = to === 'on' ? 'powered_on' : 'powered_off'
  if (record.toolsStatus === 'not_installed' || record.disks.length === 0) return null
  record.toolsStatus = to === 'on' ? 'running' : 'not_running'
  return null
}

/** It runs, and has a disk of the other. */
function writesTo({ powerState, disks }: VmRecord, other: VmRecord): boolean {
  if (powerState !== 'powered_on') return false
  const files = new Set(other.disks.flatMap((disk) => (disk.path === null ? [] : `${disk.datastore}/${disk.path}`)))
  return disks.some(({ datastore, path, shared }) => !shared && files.has(`${datastore}/${path}`))
}

/** No task of the vCenter: the guest does it by itself, a moment later. */
export function shutdown(state: SimulatedVcenter, vm: MoRef, now: number): void {
  const record = vmOf(state, vm, `shut down VM ${vm}`)
  if (record.powerState !== 'powered_on' || record.toolsStatus !== 'running') throw noTools(record.name)
  startSimulatedTask(state, {
    descriptionId: 'VirtualMachine.shutdownGuest',
    startedAt: now,
    durationMs: SHUTDOWN_MS,
    fault: null,
    cancelable: false,
    effect: { kind: 'power', vm, to: 'off' },
  })
}

export function noTools(name: string): ZerfauxError {
  return new ZerfauxError('precondition_failed', `VM ${name} cannot be asked to shut down: VMware Tools do not run`, {
    hint: 'Start VMware Tools in the guest, or power the VM off.',
  })
}

export function answer(state: SimulatedVcenter, vm: MoRef, questionId: string, choice: string): void {
  const doing = `answer the question of VM ${vm}`
  vmOf(state, vm, doing)
  const marks = marksOf(state, vm)
  const { question } = marks
  if (question?.id !== questionId || !question.choices.some(({ key }) => key === choice))
    throw refusedAs('InvalidArgument', doing)
  marks.question = null
}

export function screenshotOf(state: SimulatedVcenter, vm: MoRef): Uint8Array | null {
  const record = vmOf(state, vm, `take a screenshot of VM ${vm}`)
  return record.powerState === 'powered_on' ? Uint8Array.from(Buffer.from(PIXEL, 'base64')) : null
}

export function pulseOf(state: SimulatedVcenter, vm: MoRef): VmPulse {
  const record = state.vms.find(({ moref }) => moref === vm)
  const toolsRunning = record?.toolsStatus === 'running'
  return {
    vm,
    powerState: record?.powerState ?? null,
    toolsRunning,
    heartbeat: record ? (toolsRunning ? 'green' : 'gray') : null,
    question: state.marks?.[vm]?.question ?? null,
  }
}
