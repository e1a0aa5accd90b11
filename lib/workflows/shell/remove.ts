import { z } from 'zod'
import { ZerfauxError } from '../../domain/errors.ts'
import { shellFault } from '../../domain/shell-fault.ts'
import { MoRef } from '../../domain/inventory.ts'
import { againstRemoval, EMPTY_IT_BY_HAND } from '../../domain/shell-removal.ts'
import { isShellOf } from '../../domain/shell-spec.ts'
import type { VmHardware } from '../../domain/vm-hardware.ts'
import type { CommonTools, Step } from '../workflow.ts'
import { destroyed, onlyShell, type ShellStore, type ShellVcenter } from './shell-tools.ts'

export const RemoveShellParams = z.object({
  jobId: z.uuid(),
  protectedVmId: z.uuid(),
  vmName: z.string(),
  /** The DR vCenter. */
  vcenterId: z.uuid(),
  /** As on record; null where none is, and marks alone tell. */
  moref: MoRef.nullable(),
  /** The VM leaves its group when its shell is gone. */
  unprotect: z.boolean(),
})
export type RemoveShellParams = z.infer<typeof RemoveShellParams>

export type RemoveShellTools = CommonTools & {
  readonly vcenter: ShellVcenter
  readonly store: ShellStore
  readonly timeLimit: (milliseconds: number) => AbortSignal
}
type RemoveStep = Step<RemoveShellParams, RemoveShellTools>

export const lookAtShell: RemoveStep = {
  name: 'look',
  title: 'Look whether it is ours, empty and at rest',
  async run(params, tools) {
    const shell = await removable(params, tools)
    await tools.result({ shell: shell && { moref: shell.moref, name: shell.name } })
  },
}

/** No way back: but what is removed has no data, and can be made again. */
export const removeIt: RemoveStep = {
  name: 'remove',
  title: 'Remove the shell VM',
  async run(params, tools) {
    const shell = await removable(params, tools)
    if (!shell) return
    const last = await destroyed(shell, tools)
    if (last?.state === 'error') throw shellFault(`remove the shell of ${params.vmName}`, last)
  },
}

export const recordRemoval: RemoveStep = {
  name: 'record',
  title: 'Re-read that it is gone, and record it',
  async run(params, tools) {
    const left = await removable(params, tools)
    if (left) {
      throw new ZerfauxError('busy', `The shell ${left.name} (${left.moref}) is still in the DR vCenter`, {
        hint: 'It is looked for again by itself.',
      })
    }
    await tools.store.forget()
    await tools.result({ removed: true })
  },
}

export const leaveGroup: RemoveStep = {
  name: 'leave_group',
  title: 'Take the VM out of its group',
  when: ({ unprotect }) => unprotect,
  run: (_, tools) => tools.store.leaveGroup(),
}

/** Null when it is gone. @throws ZerfauxError `precondition_failed` unless it is ours, empty and off */
async function removable(
  { protectedVmId, vmName, moref }: RemoveShellParams,
  { vcenter, signal }: RemoveShellTools,
): Promise<VmHardware | null> {
  const recorded = moref && (await vcenter.vmHardware(moref, { signal }))
  const shell =
    recorded && isShellOf(recorded.extraConfig, protectedVmId)
      ? recorded
      : await onlyShell(protectedVmId, vmName, { vcenter, signal })
  if (!shell) return null
  const inTheWay = againstRemoval(shell)
  if (inTheWay.length === 0) return shell
  throw new ZerfauxError(
    'precondition_failed',
    `The shell ${shell.name} (${shell.moref}) is not removed: ${inTheWay.join(' and ')}`,
    { hint: `${EMPTY_IT_BY_HAND}; then retry.` },
  )
}
