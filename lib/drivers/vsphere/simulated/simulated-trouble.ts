import { ZerfauxError } from '../../../domain/errors.ts'
import type { MoRef } from '../../../domain/inventory.ts'
import type { SimulatedVcenter } from '../simulated-vcenter.ts'

export const troubledCalls = [
  'relocateVm',
  'createVm',
  'reconfigureVm',
  'registerVm',
  'power',
  'destroyShell',
  'exemptFromCluster',
  'mountNas',
] as const

/** What one of the next calls runs into; used up by it. */
export type SimulatedTrouble = {
  call: (typeof troubledCalls)[number]
  /** A fault's type, e.g. `FileLocked`, `InsufficientResourcesFault`, `NoPermission`. */
  fault: string
  /** `call` refuses at once; `task` begins and fails at its end. */
  at: 'call' | 'task'
  /** Of this VM only. */
  vm?: MoRef
}

export type TaskFault = { type: string; message: string }

/** Names that make trouble each time, so that it can be seen by hand. */
const names: readonly { readonly prefix: string; readonly call: SimulatedTrouble['call']; readonly fault: string }[] = [
  { prefix: 'locked-', call: 'relocateVm', fault: 'FileLocked' },
  { prefix: 'locked-', call: 'power', fault: 'FileLocked' },
  { prefix: 'noroom-', call: 'createVm', fault: 'InsufficientResourcesFault' },
  { prefix: 'noroom-', call: 'power', fault: 'InsufficientResourcesFault' },
]

export function spoilNext(state: SimulatedVcenter, trouble: SimulatedTrouble): void {
  state.troubles = [...(state.troubles ?? []), trouble]
}

export function forgetTroubles(state: SimulatedVcenter, used: readonly SimulatedTrouble[]): void {
  for (const trouble of used) {
    const same = JSON.stringify(trouble)
    const at = (state.troubles ?? []).findIndex((it) => JSON.stringify(it) === same)
    if (at >= 0) state.troubles?.splice(at, 1)
  }
}

/**
 * Uses up the first trouble that concerns this call. Refuses where it is the call's, otherwise answers
 * what its task is to end with.
 */
export function troubleOf(
  state: SimulatedVcenter,
  call: SimulatedTrouble['call'],
  { vm, name, doing }: { readonly vm?: MoRef; readonly name?: string; readonly doing: string },
): TaskFault | null {
  const at = (state.troubles ?? []).findIndex((it) => it.call === call && (it.vm === undefined || it.vm === vm))
  const [trouble] = at < 0 ? [] : (state.troubles ?? []).splice(at, 1)
  if (trouble?.at === 'call') throw refusedAs(trouble.fault, doing)
  const always = names.find(({ prefix, call: concerned }) => concerned === call && name?.startsWith(prefix))
  const fault = trouble?.fault ?? always?.fault
  return fault === undefined ? null : taskFault(fault)
}

export function taskFault(type: string): TaskFault {
  return { type, message: `The operation failed: ${type}.` }
}

export function refusedAs(fault: string, doing: string): ZerfauxError {
  const facts = { fault }
  if (fault === 'NoPermission') {
    return new ZerfauxError('permission_missing', `Could not ${doing}: the vCenter asks for a privilege`, {
      hint: 'Give the user a role with the privilege that the documentation lists, propagated.',
      facts,
    })
  }
  if (fault === 'DuplicateName') {
    return new ZerfauxError('conflict', `Could not ${doing}: the name is taken`, {
      hint: 'Choose another name, or see what has it.',
      facts,
    })
  }
  return new ZerfauxError('remote_rejected', `Could not ${doing}: the vCenter answered ${fault}`, { facts })
}

export function unknownTo(doing: string, what: string): ZerfauxError {
  return new ZerfauxError('not_found', `Could not ${doing}: the vCenter does not know ${what} (any more)`, {
    facts: { fault: 'ManagedObjectNotFound' },
  })
}
