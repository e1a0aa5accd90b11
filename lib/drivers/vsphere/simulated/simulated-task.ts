import { MoRef, type TaskState } from '../../../domain/inventory.ts'
import type { SimulatedVcenter } from '../simulated-vcenter.ts'
import type { SimulatedEffect } from './simulated-effect.ts'

/** Its state is not stored: it follows from the clock, so no process has to keep a task moving. */
export type SimulatedTask = {
  descriptionId: string
  startedAt: number
  durationMs: number
  fault: { type: string; message: string } | null
  /** It can be cancelled unless this is false. */
  cancelable?: boolean
  /** The object it works on, which does one such task at a time. */
  on?: MoRef
  /** What is so when it has ended well. Taken away when it was carried out. */
  effect?: SimulatedEffect
  /** What it made; told when it has ended well. */
  result?: MoRef | null
}

/** A vCenter forgets tasks some time after they ended. */
const REMEMBERED_MS = 600_000

/** Changes the state in place, as a `SimulatedStore.update` does. */
export function startSimulatedTask(state: SimulatedVcenter, task: SimulatedTask): MoRef {
  for (const [moref, { startedAt, durationMs }] of Object.entries(state.tasks)) {
    if (startedAt + durationMs + REMEMBERED_MS < task.startedAt) delete state.tasks[moref]
  }
  const moref = MoRef.parse(`task-${state.nextTask++}`)
  state.tasks[moref] = task
  return moref
}

export function taskStateAt(task: SimulatedTask, now: number): TaskState {
  const elapsed = now - task.startedAt
  const known = { descriptionId: task.descriptionId, faultType: null, faultMessage: null, result: null }
  if (elapsed < task.durationMs) {
    return { ...known, state: 'running', progressPercent: Math.max(0, Math.floor((elapsed / task.durationMs) * 100)) }
  }
  if (task.fault) {
    return {
      ...known,
      state: 'error',
      progressPercent: null,
      faultType: task.fault.type,
      faultMessage: task.fault.message,
    }
  }
  return { ...known, state: 'success', progressPercent: 100, result: task.result ?? null }
}
