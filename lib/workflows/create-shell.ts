/**
 * Makes a VM's shell in the DR vCenter: its hardware without its disks, so that a recovery has only to
 * attach them.
 *
 * Zerfaux knows its shells again by marks in their extra config, whatever their MoRef. Each step looks for
 * them first; a shell is made only where there is none, and its name is unique in its folder, so a lost
 * answer leads to no second one. Cancelled, the job removes what bears its own mark and is not on record.
 */
import { create } from './shell/create.ts'
import { look } from './shell/look.ts'
import { adjust, clear, exempt } from './shell/mend.ts'
import type { CreateShellParams, CreateShellTools } from './shell/shell-tools.ts'
import { record, verify } from './shell/verify.ts'
import type { Workflow } from './workflow.ts'

export const createShell: Workflow<CreateShellParams, CreateShellTools> = {
  kind: 'create_dr_shell',
  steps: [look, clear, create, adjust, exempt, verify, record],
  whenHopeless: 'ask_operator',
}
