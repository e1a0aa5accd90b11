import { labelRecoveryPoint, RecoveryPointChanges } from '../../services/recovery-points/label-recovery-point.ts'
import { PinReason, pinRecoveryPoint } from '../../services/recovery-points/pin-recovery-point.ts'
import { RecoveryPointView } from '../../services/recovery-points/recovery-point-view.ts'
import { unpinRecoveryPoint } from '../../services/recovery-points/unpin-recovery-point.ts'
import {
  previewProposedRetention,
  previewRetention,
  ProposedRetention,
  RetentionPreview,
} from '../../services/protection-groups/retention-preview.ts'
import type { Endpoint } from '../endpoint.ts'

const tag = 'Recovery points'

export const recoveryPointEndpoints = {
  label: {
    operationId: 'label_recovery_point',
    method: 'PATCH',
    path: '/recovery-points/{id}',
    tag,
    summary: 'Give a recovery point a word of your own',
    role: 'operator',
    body: RecoveryPointChanges,
    bodyAs: 'changes',
    answer: RecoveryPointView,
    status: 200,
    run: labelRecoveryPoint,
  },
  pin: {
    operationId: 'pin_recovery_point',
    method: 'POST',
    path: '/recovery-points/{id}/pin',
    tag,
    summary: 'Legal hold: keep it whatever retention says',
    role: 'operator',
    body: PinReason,
    answer: RecoveryPointView,
    status: 200,
    run: pinRecoveryPoint,
  },
  unpin: {
    operationId: 'unpin_recovery_point',
    method: 'POST',
    path: '/recovery-points/{id}/unpin',
    tag,
    summary: 'End the legal hold',
    role: 'admin',
    answer: RecoveryPointView,
    status: 200,
    run: unpinRecoveryPoint,
  },
} as const satisfies Record<string, Endpoint>

export const retentionEndpoints = {
  preview: {
    operationId: 'preview_retention',
    method: 'GET',
    path: '/protection-groups/{id}/retention-preview',
    tag,
    summary: 'What the next round would prune, and why each survivor survives',
    role: 'viewer',
    answer: RetentionPreview,
    status: 200,
    run: previewRetention,
  },
  propose: {
    operationId: 'preview_proposed_retention',
    method: 'POST',
    path: '/protection-groups/{id}/retention-preview',
    tag,
    summary: 'The same with another retention; nothing is changed',
    role: 'viewer',
    body: ProposedRetention,
    answer: RetentionPreview,
    status: 200,
    idempotency: 'none',
    run: previewProposedRetention,
  },
} as const satisfies Record<string, Endpoint>
