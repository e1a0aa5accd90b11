import { BatchAccepted } from '../../services/batches/batch-accepted.ts'
import { Accepted } from '../../services/fields.ts'
import { getMovePlan, listMovePlans, MovePlansQuery } from '../../services/moves/get-move-plans.ts'
import { MovePlans, MovePlanView } from '../../services/moves/move-plan-view.ts'
import { ManyMoves, moveVm, moveVms } from '../../services/moves/move-vms.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'Protection datastore'

export const moveEndpoints = {
  plan: {
    operationId: 'get_protection_plan',
    method: 'GET',
    path: '/protected-vms/{id}/protection-plan',
    tag,
    summary: 'Where a VM lies, where it has to, and what is in the way of moving it',
    role: 'viewer',
    answer: MovePlanView,
    status: 200,
    run: getMovePlan,
  },
  plans: {
    operationId: 'list_protection_plans',
    method: 'GET',
    path: '/protection-groups/{id}/protection-plan',
    tag,
    summary: 'The plans of a group’s VMs, or of some of them, and whether they fit together',
    role: 'viewer',
    query: MovePlansQuery,
    answer: MovePlans,
    status: 200,
    run: listMovePlans,
  },
  move: {
    operationId: 'move_vm_to_protection_datastore',
    method: 'POST',
    path: '/protected-vms/{id}/move-to-protection-datastore',
    tag,
    summary: 'Move a VM to its group’s datastore; recorded only after it was read again',
    role: 'operator',
    answer: Accepted,
    status: 202,
    run: moveVm,
  },
  moveMany: {
    operationId: 'move_vms_to_protection_datastore',
    method: 'POST',
    path: '/protection-groups/{id}/move-to-protection-datastore',
    tag,
    summary: 'Move many VMs to the group’s datastore, so many at a time',
    role: 'operator',
    body: ManyMoves,
    answer: BatchAccepted,
    status: 202,
    run: moveVms,
  },
} as const satisfies Record<string, Endpoint>
