import { BatchAccepted } from '../../services/batches/batch-accepted.ts'
import { Accepted } from '../../services/fields.ts'
import { chooseShell, ShellChoiceOfVm } from '../../services/shells/choose-shell.ts'
import { createShell, createShells, ManyShells, ShellOptions } from '../../services/shells/create-shells.ts'
import { getShellPlan, listShellPlans, ShellPlans, ShellPlansQuery } from '../../services/shells/get-shell-plans.ts'
import { removeShell, RemovalOptions } from '../../services/shells/remove-shell.ts'
import { ShellPlanView } from '../../services/shells/shell-plan-view.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'DR shells'

export const shellEndpoints = {
  plan: {
    operationId: 'get_dr_shell_plan',
    method: 'GET',
    path: '/protected-vms/{id}/dr-shell-plan',
    tag,
    summary: 'What a VM’s shell would be, what is there already, and what is in its way',
    role: 'viewer',
    answer: ShellPlanView,
    status: 200,
    run: getShellPlan,
  },
  plans: {
    operationId: 'list_dr_shell_plans',
    method: 'GET',
    path: '/protection-groups/{id}/dr-shell-plan',
    tag,
    summary: 'The plans of a group’s VMs, or of some of them',
    role: 'viewer',
    query: ShellPlansQuery,
    answer: ShellPlans,
    status: 200,
    run: listShellPlans,
  },
  choose: {
    operationId: 'choose_dr_shell',
    method: 'PUT',
    path: '/protected-vms/{id}/dr-shell-choice',
    tag,
    summary: 'Choose a shell’s name and placement, where the group’s shall not do',
    role: 'operator',
    body: ShellChoiceOfVm,
    answer: ShellChoiceOfVm,
    status: 200,
    run: chooseShell,
  },
  create: {
    operationId: 'create_dr_shell',
    method: 'POST',
    path: '/protected-vms/{id}/create-dr-shell',
    tag,
    summary: 'Make a VM’s shell, or mend the one that is there',
    role: 'operator',
    body: ShellOptions,
    answer: Accepted,
    status: 202,
    run: createShell,
  },
  createMany: {
    operationId: 'create_dr_shells',
    method: 'POST',
    path: '/protection-groups/{id}/create-dr-shells',
    tag,
    summary: 'Make the shells of many VMs, so many at a time',
    role: 'operator',
    body: ManyShells,
    answer: BatchAccepted,
    status: 202,
    run: createShells,
  },
  remove: {
    operationId: 'remove_dr_shell',
    method: 'POST',
    path: '/protected-vms/{id}/remove-dr-shell',
    tag,
    summary: 'Remove a shell of ours, if it is empty and off; on request the VM leaves its group',
    role: 'operator',
    body: RemovalOptions,
    answer: Accepted,
    status: 202,
    run: removeShell,
  },
} as const satisfies Record<string, Endpoint>
