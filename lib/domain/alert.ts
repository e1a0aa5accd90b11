export const alertKinds = [
  'rpo_at_risk',
  'rpo_missed',
  'run_too_long',
  'job_needs_operator',
  'appliance_unreachable',
  'appliance_degraded',
  'appliance_filling',
  'replica_modified',
  'unusual_change',
  'quiesce_failed',
  'leftovers_found',
  'snapshots_piling_up',
  'vm_moved_away',
  'dr_shell_missing',
  'dr_shell_changed',
] as const
export type AlertKind = (typeof alertKinds)[number]

export const alertSeverities = ['info', 'warning', 'critical'] as const
export type AlertSeverity = (typeof alertSeverities)[number]

export const alertChannelKinds = ['smtp', 'webhook'] as const
export type AlertChannelKind = (typeof alertChannelKinds)[number]

export const alertDeliveryEvents = ['opened', 'escalated', 'resolved', 'test'] as const
export type AlertDeliveryEvent = (typeof alertDeliveryEvents)[number]
