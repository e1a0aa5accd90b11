import { z } from 'zod'
import { ZerfauxError } from '../../domain/errors.ts'
import { MoRef, type TaskState } from '../../domain/inventory.ts'
import { shellStatuses } from '../../domain/group-enums.ts'
import { REMOVE_THE_WRONG_ONE, shellWays } from '../../domain/existing-shell.ts'
import { ShellOrder } from '../../domain/shell-order.ts'
import type { ShellPlan } from '../../domain/shell-plan.ts'
import { isShellOf, shellMarks } from '../../domain/shell-spec.ts'
import type { VmHardware } from '../../domain/vm-hardware.ts'
import type { VsphereChanges } from '../../drivers/vsphere/vsphere-changes.ts'
import type { VsphereDriver } from '../../drivers/vsphere/vsphere-driver.ts'
import type { CommonTools, Step } from '../workflow.ts'

/** Fixed when the job is made: the plan that a person saw. */
export const CreateShellParams = z.object({
  jobId: z.uuid(),
  protectedVmId: z.uuid(),
  vmName: z.string(),
  groupId: z.uuid(),
  /** The DR vCenter. */
  vcenterId: z.uuid(),
  way: z.enum(shellWays),
  order: ShellOrder,
  /** What to go back to when the job is cancelled. */
  statusBefore: z.enum(shellStatuses),
})
export type CreateShellParams = z.infer<typeof CreateShellParams>

export type ShellVcenter = Pick<
  VsphereDriver & VsphereChanges,
  | 'vmHardware'
  | 'findByExtraConfig'
  | 'createVm'
  | 'reconfigureVm'
  | 'destroyShell'
  | 'exemptFromCluster'
  | 'clusterOverrides'
  | 'followTask'
  | 'cancelTask'
>

/** The database's side of one VM's shell. */
export interface ShellStore {
  setStatus(status: 'none' | 'creating' | 'created' | 'missing' | 'error'): Promise<void>
  /** What is on record; null when there is none. */
  onRecord(): Promise<string | null>
  record(shell: { readonly moref: MoRef; readonly name: string }): Promise<void>
  /** It is not there any more. */
  forget(): Promise<void>
  /** The VM is not protected any more. */
  leaveGroup(): Promise<void>
}

export type CreateShellTools = CommonTools & {
  readonly vcenter: ShellVcenter
  readonly store: ShellStore
  /** Made anew, from what both vCenters say now. */
  readonly planNow: () => Promise<{ readonly plan: ShellPlan; readonly order: ShellOrder }>
  /** A signal of its own: an undo works where the job's has gone. */
  readonly timeLimit: (milliseconds: number) => AbortSignal
}
export type ShellStep = Step<CreateShellParams, CreateShellTools>

/** An answer, not the work behind it. */
export const CALL_MS = 60_000
const END_MS = 120_000

const Facts = z.object({
  shellMoref: MoRef.nullish(),
  createTask: MoRef.nullish(),
  timesAsked: z.number().int().optional(),
})

/** What earlier steps and attempts wrote down. */
export function shellFacts(tools: Pick<CommonTools, 'facts'>): z.infer<typeof Facts> {
  return Facts.parse(tools.facts())
}

type Looking = {
  readonly vcenter: Pick<ShellVcenter, 'vmHardware' | 'findByExtraConfig'>
  readonly signal: AbortSignal
}

/** All that bear the marks of this VM's shell, under whatever MoRef (failure-modes row 23). */
export async function markedShells(protectedVmId: string, { vcenter, signal }: Looking): Promise<VmHardware[]> {
  const found: VmHardware[] = []
  for (const moref of await vcenter.findByExtraConfig(shellMarks.protectedVm, protectedVmId, { signal })) {
    const vm = await vcenter.vmHardware(moref, { signal })
    if (vm && isShellOf(vm.extraConfig, protectedVmId)) found.push(vm)
  }
  return found
}

/** Null when there is none. @throws ZerfauxError `precondition_failed` when there are two: a guess might take the wrong one */
export async function onlyShell(protectedVmId: string, vmName: string, tools: Looking): Promise<VmHardware | null> {
  const [only, ...others] = await markedShells(protectedVmId, tools)
  if (!only || others.length === 0) return only ?? null
  const names = [only, ...others].map(({ name, moref }) => `${name} (${moref})`).join(' and ')
  throw new ZerfauxError('precondition_failed', `${names} both bear the marks of the shell of ${vmName}`, {
    hint: REMOVE_THE_WRONG_ONE,
  })
}

/** @throws ZerfauxError `precondition_failed` when it is gone */
export async function shellNow(
  { protectedVmId, vmName }: Pick<CreateShellParams, 'protectedVmId' | 'vmName'>,
  tools: CreateShellTools,
): Promise<VmHardware> {
  const { shellMoref } = shellFacts(tools)
  const known = shellMoref ? await tools.vcenter.vmHardware(shellMoref, { signal: tools.signal }) : null
  if (known && isShellOf(known.extraConfig, protectedVmId)) return known
  const found = await onlyShell(protectedVmId, vmName, tools)
  if (found) return found
  throw new ZerfauxError('precondition_failed', `The shell of ${vmName} is not in the DR vCenter any more`, {
    hint: 'Find out who removed it. Cancel this job, and look at the plan again.',
  })
}

/** @returns its last state, or null when the vCenter has forgotten it: then only a look tells how it ended */
export async function followed(
  task: MoRef,
  { vcenter, signal }: { readonly vcenter: Pick<ShellVcenter, 'followTask'>; readonly signal: AbortSignal },
): Promise<TaskState | null> {
  try {
    return await vcenter.followTask(task, { signal, onProgress: () => {} })
  } catch (error) {
    if (error instanceof ZerfauxError && error.code === 'not_found') return null
    throw error
  }
}

/** Removes a shell that was just read, and waits for it. */
export async function destroyed(
  vm: Pick<VmHardware, 'moref'>,
  tools: {
    readonly vcenter: Pick<ShellVcenter, 'destroyShell' | 'followTask'>
    readonly timeLimit: (milliseconds: number) => AbortSignal
  },
): Promise<TaskState | null> {
  const task = await tools.vcenter.destroyShell(vm.moref, { signal: tools.timeLimit(CALL_MS) })
  return followed(task, { vcenter: tools.vcenter, signal: tools.timeLimit(END_MS) })
}
