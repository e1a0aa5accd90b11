import { ZerfauxError } from '../../domain/errors.ts'
import type { MoRef } from '../../domain/inventory.ts'
import type { ChosenLeftover, Leftover } from '../../domain/leftover.ts'
import { nobody, type Owners } from '../../domain/leftover-owners.ts'
import { shellFault } from '../../domain/shell-fault.ts'
import { findShellLeftovers } from '../../domain/shell-leftovers.ts'
import type { VsphereDriver } from '../../drivers/vsphere/vsphere-driver.ts'
import { destroyed } from '../shell/shell-tools.ts'
import { leftoverId } from './look-for-leftovers.ts'

export type ChosenShell = ChosenLeftover & { readonly shell: MoRef }

export type ShellRemover = Pick<VsphereDriver, 'vmHardware' | 'destroyShell' | 'followTask'>

export type ReleaseShellTools = {
  readonly vcenter: (id: string) => Promise<ShellRemover>
  readonly owners: () => Promise<Owners>
  readonly timeLimit: (milliseconds: number) => AbortSignal
  readonly signal: AbortSignal
}

export type ShellNow =
  | { readonly is: 'gone' }
  | { readonly is: 'free'; readonly vm: MoRef }
  | { readonly is: 'kept'; readonly because: string }

/** What may be done with the chosen shell, as it is at this moment. */
export async function shellNow({ id, siteId, shell }: ChosenShell, tools: ReleaseShellTools): Promise<ShellNow> {
  const vcenter = await tools.vcenter(siteId)
  const vm = await vcenter.vmHardware(shell, { signal: tools.signal })
  if (vm === null) return { is: 'gone' }
  const chosen = (found: readonly Leftover[]) => found.find((leftover) => leftoverId(leftover) === id)
  if (!chosen(findShellLeftovers(siteId, [vm], nobody))) {
    return { is: 'kept', because: `${shell} is another VM by now, or shows no marks of ours` }
  }
  const leftover = chosen(findShellLeftovers(siteId, [vm], await tools.owners()))
  if (!leftover) return { is: 'kept', because: 'it has an owner by now' }
  return leftover.inTheWay === null ? { is: 'free', vm: vm.moref } : { is: 'kept', because: leftover.inTheWay }
}

/** Removes it if it is free, and says how it is then. */
export async function releaseShell(chosen: ChosenShell, tools: ReleaseShellTools): Promise<ShellNow> {
  const now = await shellNow(chosen, tools)
  if (now.is !== 'free') return now
  const doing = `remove the shell ${chosen.label}`
  try {
    const vcenter = await tools.vcenter(chosen.siteId)
    const last = await destroyed({ moref: now.vm }, { vcenter, timeLimit: tools.timeLimit })
    if (!last) {
      throw new ZerfauxError('busy', `How the removal of the shell ${chosen.label} ended is not known`, {
        hint: 'It is looked for and, if need be, tried again by itself.',
      })
    }
    if (last.state === 'error') throw shellFault(doing, last)
    return { is: 'gone' }
  } catch (error) {
    if (!(error instanceof ZerfauxError)) throw error
    const { fault } = error.facts
    if (error.code === 'not_found') return { is: 'gone' }
    // Between that look and the vCenter's own.
    if (error.code === 'precondition_failed' && fault === undefined) return { is: 'kept', because: error.message }
    throw fault === undefined || error.code !== 'remote_rejected'
      ? error
      : shellFault(doing, { faultType: fault, faultMessage: error.message })
  }
}
