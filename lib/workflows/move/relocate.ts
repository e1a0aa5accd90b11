import { ZerfauxError } from '../../domain/errors.ts'
import type { MoRef, TaskState } from '../../domain/inventory.ts'
import { filesElsewhere } from '../../domain/files-elsewhere.ts'
import { moveFault } from '../../domain/move-fault.ts'
import { moveSteps } from '../../domain/move-plan.ts'
import type { MoveVmParams } from './move-params.ts'
import { lookAtVm, moveFacts, type MoveStep, type MoveVmTools } from './move-tools.ts'

/** An answer, not the move: that takes as long as it takes. */
const CALL_MS = 60_000
const END_MS = 120_000

export const relocate: MoveStep = {
  name: 'move',
  title: moveSteps.move,
  async run(params, tools) {
    const begun = moveFacts(tools).task
    if (begun && (await follow(begun, params, tools))) return
    const vm = await lookAtVm(params, tools, tools.signal)
    if (filesElsewhere(vm, params.datastore).length === 0) return
    await follow(await begin(vm.moref, params, tools), params, tools)
  },
  async undo(params, tools) {
    const { task } = moveFacts(tools)
    if (task) await end(task, params, tools)
    const isThere = await store(params, tools, tools.timeLimit(CALL_MS))
    if (!isThere || !task) return
    await tools.notice(
      'move',
      new ZerfauxError(
        'cancelled',
        `The move had ended before it could be stopped; ${params.vmName} stays on ${params.datastore}`,
      ),
    )
  },
}

/** Not ended by the job's own signal: an answer that nobody waits for would leave a task that nobody follows. */
async function begin(vm: MoRef, params: MoveVmParams, tools: MoveVmTools): Promise<MoRef> {
  const { datastoreMoref } = moveFacts(tools)
  if (!datastoreMoref)
    throw new ZerfauxError(
      'precondition_failed',
      `${params.vmName} was moved meanwhile, away from ${params.datastore}`,
      {
        hint: 'Cancel this job and plan the move anew.',
      },
    )
  tools.signal.throwIfAborted()
  try {
    const task = await tools.vcenter.relocateVm(vm, datastoreMoref, { signal: tools.timeLimit(CALL_MS) })
    await tools.result({ task })
    return task
  } catch (error) {
    const fault = error instanceof ZerfauxError ? error.facts['fault'] : undefined
    if (fault === undefined || !(error instanceof ZerfauxError)) throw error
    throw moveFault(params.vmName, { faultType: fault, faultMessage: error.message })
  }
}

/** @returns false when the vCenter has forgotten the task: then only the VM's place tells how it ended */
async function follow(task: MoRef, params: MoveVmParams, tools: MoveVmTools): Promise<boolean> {
  const total = moveFacts(tools).bytesToMove ?? params.bytesToMove
  const report = (percent: number) =>
    tools.reportBytes({ bytesDone: Math.floor(((total ?? 0) * percent) / 100), bytesTotal: total })
  const last = await tools.vcenter
    .followTask(task, {
      signal: tools.signal,
      onProgress: ({ state, progressPercent }) => {
        if (state !== 'error') report(progressPercent ?? 0)
      },
    })
    .catch(orForgotten)
  if (last?.state === 'success') {
    report(100)
    return true
  }
  // Whoever tries again begins another one.
  await tools.result({ task: null })
  if (!last) return false
  await store(params, tools, tools.signal)
  throw moveFault(params.vmName, last)
}

async function end(task: MoRef, { vmName }: MoveVmParams, { vcenter, timeLimit }: MoveVmTools): Promise<void> {
  await vcenter.cancelTask(task, { signal: timeLimit(CALL_MS) })
  const limit = timeLimit(END_MS)
  try {
    await vcenter.followTask(task, { signal: limit, onProgress: () => {} }).catch(orForgotten)
  } catch (error) {
    if (!limit.aborted) throw error
    throw new ZerfauxError('busy', `The vCenter is still ending the move of ${vmName}`, { cause: error })
  }
}

function orForgotten(error: unknown): TaskState | null {
  if (error instanceof ZerfauxError && error.code === 'not_found') return null
  throw error
}

/** Where it lies now, whatever was meant. @returns whether all of it is on the required datastore */
async function store(params: MoveVmParams, tools: MoveVmTools, signal: AbortSignal): Promise<boolean> {
  const vm = await lookAtVm(params, tools, signal)
  const isThere = filesElsewhere(vm, params.datastore).length === 0
  await tools.store.record(vm, isThere)
  return isThere
}
