import type { MoRef, VmRecord } from '../../../domain/inventory.ts'
import type { SimulatedVcenter } from '../simulated-vcenter.ts'
import type { VmChange } from '../vsphere-changes.ts'
import { exempt } from './simulated-cluster.ts'
import { placeVm, takeOut } from './simulated-creation.ts'
import type { SimulatedMarks } from './simulated-marks.ts'
import { marksOf } from './simulated-marks.ts'
import { moveTo } from './simulated-move.ts'
import { changePower } from './simulated-power.ts'
import { applyChange } from './simulated-reconfigure.ts'
import { taskFault, type TaskFault } from './simulated-trouble.ts'

/** What a task does when it ends. Plain JSON, as it waits in the state. */
export type SimulatedEffect =
  | { kind: 'relocate'; vm: MoRef; datastore: MoRef }
  | { kind: 'place'; record: VmRecord; marks: SimulatedMarks }
  | { kind: 'reconfigure'; vm: MoRef; change: VmChange }
  | { kind: 'destroy'; vm: MoRef }
  | { kind: 'power'; vm: MoRef; to: 'on' | 'off' }
  | { kind: 'consolidate'; vm: MoRef }
  | { kind: 'exempt'; vm: MoRef; cluster: MoRef }

/** Carries out what tasks have done by now. Repeating it does nothing. Changes the state in place. */
export function settle(state: SimulatedVcenter, now: number): void {
  const due = Object.values(state.tasks)
    .filter(({ effect, startedAt, durationMs }) => effect && startedAt + durationMs <= now)
    .toSorted((one, other) => one.startedAt + one.durationMs - (other.startedAt + other.durationMs))
  for (const task of due) {
    const { effect } = task
    delete task.effect
    if (!effect || task.fault) continue
    task.fault = carryOut(state, effect)
  }
}

/** Answers what went wrong: the world may have changed since the task began. */
function carryOut(state: SimulatedVcenter, effect: SimulatedEffect): TaskFault | null {
  if (effect.kind === 'place') return placeVm(state, effect)
  const record = state.vms.find(({ moref }) => moref === effect.vm)
  if (!record) return taskFault('ManagedObjectNotFound')
  switch (effect.kind) {
    case 'relocate':
      return moveTo(state, record, effect.datastore)
    case 'reconfigure':
      return applyChange(state, record, effect.change)
    case 'destroy':
      takeOut(state, effect.vm)
      return null
    case 'power':
      return changePower(state, record, effect.to)
    case 'consolidate':
      marksOf(state, effect.vm).needsConsolidation = false
      return null
    case 'exempt':
      exempt(state, effect.vm, effect.cluster)
      return null
  }
}
