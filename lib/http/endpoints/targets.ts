import { checkTarget } from '../../services/targets/check-target.ts'
import { checkOnboarding, CheckOnboarding, OnboardingResult } from '../../services/targets/check-onboarding.ts'
import { createTarget, CreateTarget } from '../../services/targets/create-target.ts'
import { deleteTarget } from '../../services/targets/delete-target.ts'
import { getTarget } from '../../services/targets/get-target.ts'
import { listTargets, ListTargets, TargetPage } from '../../services/targets/list-targets.ts'
import { getOnboarding, GetOnboarding, Onboarding } from '../../services/targets/onboarding.ts'
import { probeTarget, ProbeTarget, TargetProbe } from '../../services/targets/probe-target.ts'
import { renewReceiveKey } from '../../services/targets/renew-receive-key.ts'
import { targetCapacity, TargetCapacity } from '../../services/targets/target-capacity.ts'
import { TargetHealth } from '../../services/targets/target-health.ts'
import { TargetView } from '../../services/targets/target-view.ts'
import { TargetChanges, updateTarget } from '../../services/targets/update-target.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'Replication targets'

export const targetEndpoints = {
  list: {
    operationId: 'list_targets',
    method: 'GET',
    path: '/targets',
    tag,
    summary: 'List replication targets',
    role: 'viewer',
    query: ListTargets,
    answer: TargetPage,
    status: 200,
    run: listTargets,
  },
  create: {
    operationId: 'create_target',
    method: 'POST',
    path: '/targets',
    tag,
    summary: 'Add a storage appliance',
    role: 'admin',
    body: CreateTarget,
    answer: TargetView,
    status: 201,
    run: createTarget,
  },
  get: {
    operationId: 'get_target',
    method: 'GET',
    path: '/targets/{id}',
    tag,
    summary: 'Get a replication target',
    role: 'viewer',
    answer: TargetView,
    status: 200,
    run: getTarget,
  },
  update: {
    operationId: 'update_target',
    method: 'PATCH',
    path: '/targets/{id}',
    tag,
    summary: 'Change a replication target',
    role: 'admin',
    body: TargetChanges,
    bodyAs: 'changes',
    answer: TargetView,
    status: 200,
    run: updateTarget,
  },
  remove: {
    operationId: 'delete_target',
    method: 'DELETE',
    path: '/targets/{id}',
    tag,
    summary: 'Remove a target that no group uses',
    role: 'admin',
    answer: null,
    status: 204,
    run: deleteTarget,
  },
  probe: {
    operationId: 'probe_target',
    method: 'POST',
    path: '/targets/probe',
    tag,
    summary: 'See the host keys before trusting',
    role: 'admin',
    body: ProbeTarget,
    answer: TargetProbe,
    status: 200,
    run: probeTarget,
  },
  check: {
    operationId: 'check_target',
    method: 'POST',
    path: '/targets/{id}/check',
    tag,
    summary: 'Look at pool, versions and permissions now',
    role: 'operator',
    answer: TargetHealth,
    status: 200,
    run: checkTarget,
  },
  capacity: {
    operationId: 'get_target_capacity',
    method: 'GET',
    path: '/targets/{id}/capacity',
    tag,
    summary: 'How full it was, and when it will be full',
    role: 'viewer',
    answer: TargetCapacity,
    status: 200,
    run: targetCapacity,
  },
  onboarding: {
    operationId: 'get_target_onboarding',
    method: 'GET',
    path: '/targets/{id}/onboarding',
    tag,
    summary: 'The commands that prepare the appliance, for root there',
    role: 'viewer',
    query: GetOnboarding,
    answer: Onboarding,
    status: 200,
    run: getOnboarding,
  },
  checkOnboarding: {
    operationId: 'check_target_onboarding',
    method: 'POST',
    path: '/targets/{id}/onboarding-check',
    tag,
    summary: 'Look at what is prepared, and say what is missing',
    role: 'operator',
    body: CheckOnboarding,
    answer: OnboardingResult,
    status: 200,
    run: checkOnboarding,
  },
  renewReceiveKey: {
    operationId: 'renew_receive_key',
    method: 'POST',
    path: '/targets/{id}/receive-key',
    tag,
    summary: 'Make a new receive key in place of the old one',
    role: 'admin',
    answer: TargetView,
    status: 200,
    run: renewReceiveKey,
  },
} as const satisfies Record<string, Endpoint>
