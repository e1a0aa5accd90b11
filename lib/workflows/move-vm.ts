/**
 * Moves a VM, with all that belongs to it, to its group's datastore, while it runs on.
 *
 * vSphere relocates a VM whole or not at all, so there is no half way to clean up: whatever happens, the
 * VM is read again and what was seen is stored. The task is noted as soon as it was begun; a worker that
 * takes over follows it. Where its MoRef is not known (a lost answer) or the vCenter has forgotten it, the
 * VM's place decides.
 */
import type { MoveVmParams } from './move/move-params.ts'
import type { MoveVmTools } from './move/move-tools.ts'
import { checkVm } from './move/check-vm.ts'
import { relocate } from './move/relocate.ts'
import { recordPlace, verifyPlace } from './move/verify-place.ts'
import type { Workflow } from './workflow.ts'

export const moveVm: Workflow<MoveVmParams, MoveVmTools> = {
  kind: 'move_to_protection_datastore',
  steps: [checkVm, relocate, verifyPlace, recordPlace],
  whenHopeless: 'ask_operator',
}
