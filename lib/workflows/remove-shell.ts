/**
 * Removes a VM's shell from the DR vCenter, and where asked the VM from its group. Only what bears our marks,
 * has no disks and is off; all of it is read again right before. A shell that is gone already counts as removed.
 */
import { leaveGroup, lookAtShell, recordRemoval, removeIt } from './shell/remove.ts'
import type { RemoveShellParams, RemoveShellTools } from './shell/remove.ts'
import type { Workflow } from './workflow.ts'

export const removeShell: Workflow<RemoveShellParams, RemoveShellTools> = {
  kind: 'remove_dr_shell',
  steps: [lookAtShell, removeIt, recordRemoval, leaveGroup],
  whenHopeless: 'ask_operator',
}
