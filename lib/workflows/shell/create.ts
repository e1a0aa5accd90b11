import { ZerfauxError } from '../../domain/errors.ts'
import type { MoRef } from '../../domain/inventory.ts'
import { shellFault } from '../../domain/shell-fault.ts'
import { shellSteps } from '../../domain/shell-plan.ts'
import { marksOfShell, shellMarks } from '../../domain/shell-spec.ts'
import type { NewVm } from '../../drivers/vsphere/vsphere-changes.ts'
import {
  CALL_MS,
  destroyed,
  followed,
  markedShells,
  onlyShell,
  shellFacts,
  type CreateShellParams,
  type CreateShellTools,
  type ShellStep,
} from './shell-tools.ts'

/** So often a taken name may be our own creation that is not finished yet. */
const PATIENCE = 5

/** A name is unique in its folder, so that even an answer that was lost leads to no second shell. */
export const create: ShellStep = {
  name: 'create',
  title: shellSteps.create,
  when: ({ way }) => way === 'create' || way === 'recreate',
  async run(params, tools) {
    const { createTask } = shellFacts(tools)
    if (createTask && (await follow(createTask, params, tools))) return
    const there = await onlyShell(params.protectedVmId, params.vmName, tools)
    if (there) return tools.result({ shellMoref: there.moref })
    const task = await begin(params, tools)
    if (task && !(await follow(task, params, tools))) await adoptWhatIsThere(params, tools)
  },
  async undo(params, tools) {
    const { createTask } = shellFacts(tools)
    const { vcenter, timeLimit } = tools
    if (createTask) {
      await vcenter.cancelTask(createTask, { signal: timeLimit(CALL_MS) })
      await followed(createTask, { vcenter, signal: timeLimit(CALL_MS) })
    }
    const onRecord = await tools.store.onRecord()
    for (const vm of await markedShells(params.protectedVmId, { vcenter, signal: timeLimit(CALL_MS) })) {
      if (vm.extraConfig[shellMarks.job] === params.jobId && vm.moref !== onRecord) await destroyed(vm, tools)
    }
  },
}

/** Not ended by the job's own signal: an answer that nobody waits for would leave a task that nobody follows. */
async function begin(params: CreateShellParams, tools: CreateShellTools): Promise<MoRef | null> {
  const { folder, resourcePool, host } = params.order
  const timesAsked = (shellFacts(tools).timesAsked ?? 0) + 1
  tools.signal.throwIfAborted()
  await tools.result({ timesAsked })
  try {
    const signal = tools.timeLimit(CALL_MS)
    const task = await tools.vcenter.createVm(newVm(params), { folder, resourcePool, host }, { signal })
    await tools.result({ createTask: task })
    return task
  } catch (error) {
    if (!(error instanceof ZerfauxError)) throw error
    if (error.code === 'conflict') return taken(params, tools, timesAsked)
    const { fault } = error.facts
    throw fault === undefined ? error : shellFault(doing(params), { faultType: fault, faultMessage: error.message })
  }
}

/** @returns false when the vCenter has forgotten the task */
async function follow(task: MoRef, params: CreateShellParams, tools: CreateShellTools): Promise<boolean> {
  const last = await followed(task, tools)
  if (last?.state === 'success') {
    await tools.result({ shellMoref: last.result })
    return true
  }
  // Whoever tries again begins another one.
  await tools.result({ createTask: null })
  if (!last) return false
  if (last.faultType === 'DuplicateName') {
    await taken(params, tools, shellFacts(tools).timesAsked ?? 1)
    return true
  }
  throw shellFault(doing(params), last)
}

/** The name may be taken by what an earlier attempt began. */
async function taken(params: CreateShellParams, tools: CreateShellTools, timesAsked: number): Promise<null> {
  const there = await onlyShell(params.protectedVmId, params.vmName, tools)
  if (there) {
    await tools.result({ shellMoref: there.moref })
    return null
  }
  const message = `Another VM is called ${params.order.name} in the chosen folder`
  if (timesAsked > 1 && timesAsked < PATIENCE) {
    throw new ZerfauxError('busy', message, {
      hint: 'It may be the shell that is just being made. Tried again by itself.',
    })
  }
  throw new ZerfauxError('precondition_failed', message, {
    hint: 'Cancel this job, and choose another name or folder for the shell.',
  })
}

async function adoptWhatIsThere(params: CreateShellParams, tools: CreateShellTools): Promise<void> {
  const there = await onlyShell(params.protectedVmId, params.vmName, tools)
  if (there) return tools.result({ shellMoref: there.moref })
  throw new ZerfauxError('busy', `How the creation of the shell of ${params.vmName} ended is not known`, {
    hint: 'It is looked for and, if need be, tried again by itself.',
  })
}

const doing = ({ vmName }: CreateShellParams) => `create the shell of ${vmName}`

function newVm({ jobId, protectedVmId, groupId, vmName, order }: CreateShellParams): NewVm {
  const { hardware, name, placeholderDatastore } = order
  return {
    ...hardware,
    name,
    datastore: placeholderDatastore.moref,
    nics: hardware.nics.map(({ type, mac, network }) => ({ type, mac, network: network?.moref ?? null })),
    annotation: annotationOf(vmName),
    extraConfig: marksOfShell(protectedVmId, groupId, jobId),
  }
}

export function annotationOf(vmName: string): string {
  return `DR shell of ${vmName}, made by Zerfaux. It has no disks and is not to be started: a recovery attaches them.`
}
