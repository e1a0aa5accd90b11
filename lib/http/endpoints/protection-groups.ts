import { Accepted } from '../../services/fields.ts'
import { getProtectedVm } from '../../services/protected-vms/get-protected-vm.ts'
import { listProtectedVms, ListProtectedVms, ProtectedVmPage } from '../../services/protected-vms/list-protected-vms.ts'
import { AddProtectedVm, protectVm } from '../../services/protected-vms/protect-vm.ts'
import { ProtectedVmView } from '../../services/protected-vms/protected-vm-view.ts'
import { unprotectVm } from '../../services/protected-vms/unprotect-vm.ts'
import { ProtectedVmChanges, updateProtectedVm } from '../../services/protected-vms/update-protected-vm.ts'
import { createGroup, CreateGroup } from '../../services/protection-groups/create-group.ts'
import { deleteGroup } from '../../services/protection-groups/delete-group.ts'
import { getGroup } from '../../services/protection-groups/get-group.ts'
import { GroupView } from '../../services/protection-groups/group-view.ts'
import { GroupPage, listGroups, ListGroups } from '../../services/protection-groups/list-groups.ts'
import {
  listRecoveryPoints,
  ListRecoveryPoints,
  RecoveryPointPage,
} from '../../services/protection-groups/list-recovery-points.ts'
import { getRpoHistory, RpoHistory, RpoHistoryQuery } from '../../services/protection-groups/rpo-history.ts'
import { runNow, RunOptions } from '../../services/protection-groups/run-now.ts'
import { GroupChanges, updateGroup } from '../../services/protection-groups/update-group.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'Protection groups'
const vmTag = 'Protected VMs'

export const groupEndpoints = {
  list: {
    operationId: 'list_protection_groups',
    method: 'GET',
    path: '/protection-groups',
    tag,
    summary: 'List protection groups',
    role: 'viewer',
    query: ListGroups,
    answer: GroupPage,
    status: 200,
    run: listGroups,
  },
  create: {
    operationId: 'create_protection_group',
    method: 'POST',
    path: '/protection-groups',
    tag,
    summary: 'Make a protection group',
    role: 'operator',
    body: CreateGroup,
    answer: GroupView,
    status: 201,
    run: createGroup,
  },
  get: {
    operationId: 'get_protection_group',
    method: 'GET',
    path: '/protection-groups/{id}',
    tag,
    summary: 'Get a group with its RPO and what may be done now',
    role: 'viewer',
    answer: GroupView,
    status: 200,
    run: getGroup,
  },
  update: {
    operationId: 'update_protection_group',
    method: 'PATCH',
    path: '/protection-groups/{id}',
    tag,
    summary: 'Change a protection group',
    role: 'operator',
    body: GroupChanges,
    bodyAs: 'changes',
    answer: GroupView,
    status: 200,
    run: updateGroup,
  },
  remove: {
    operationId: 'delete_protection_group',
    method: 'DELETE',
    path: '/protection-groups/{id}',
    tag,
    summary: 'Forget a group; what lies on the appliances stays',
    role: 'admin',
    answer: null,
    status: 204,
    run: deleteGroup,
  },
  runNow: {
    operationId: 'run_protection_group_now',
    method: 'POST',
    path: '/protection-groups/{id}/run-now',
    tag,
    summary: 'Replicate now, or take a labelled recovery point',
    role: 'operator',
    body: RunOptions,
    answer: Accepted,
    status: 202,
    run: runNow,
  },
  recoveryPoints: {
    operationId: 'list_recovery_points',
    method: 'GET',
    path: '/protection-groups/{id}/recovery-points',
    tag,
    summary: 'List recovery points, newest first',
    role: 'viewer',
    query: ListRecoveryPoints.omit({ id: true }),
    answer: RecoveryPointPage,
    status: 200,
    run: listRecoveryPoints,
  },
  rpoHistory: {
    operationId: 'get_rpo_history',
    method: 'GET',
    path: '/protection-groups/{id}/rpo-history',
    tag,
    summary: 'How the objective was met, and what it was at a moment',
    role: 'viewer',
    query: RpoHistoryQuery,
    answer: RpoHistory,
    status: 200,
    run: getRpoHistory,
  },
  listVms: {
    operationId: 'list_protected_vms',
    method: 'GET',
    path: '/protection-groups/{id}/protected-vms',
    tag: vmTag,
    summary: 'List the VMs of a group',
    role: 'viewer',
    query: ListProtectedVms.omit({ id: true }),
    answer: ProtectedVmPage,
    status: 200,
    run: listProtectedVms,
  },
  addVm: {
    operationId: 'protect_vm',
    method: 'POST',
    path: '/protection-groups/{id}/protected-vms',
    tag: vmTag,
    summary: 'Put a VM into a group',
    role: 'operator',
    body: AddProtectedVm,
    answer: ProtectedVmView,
    status: 201,
    run: protectVm,
  },
} as const satisfies Record<string, Endpoint>

export const protectedVmEndpoints = {
  get: {
    operationId: 'get_protected_vm',
    method: 'GET',
    path: '/protected-vms/{id}',
    tag: vmTag,
    summary: 'Get a protected VM',
    role: 'viewer',
    answer: ProtectedVmView,
    status: 200,
    run: getProtectedVm,
  },
  update: {
    operationId: 'update_protected_vm',
    method: 'PATCH',
    path: '/protected-vms/{id}',
    tag: vmTag,
    summary: 'Change how a protected VM boots',
    role: 'operator',
    body: ProtectedVmChanges,
    bodyAs: 'changes',
    answer: ProtectedVmView,
    status: 200,
    run: updateProtectedVm,
  },
  remove: {
    operationId: 'unprotect_vm',
    method: 'DELETE',
    path: '/protected-vms/{id}',
    tag: vmTag,
    summary: 'Take a VM out of its group',
    role: 'operator',
    answer: null,
    status: 204,
    run: unprotectVm,
  },
} as const satisfies Record<string, Endpoint>
