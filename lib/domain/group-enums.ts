export const groupStates = [
  'protecting',
  'paused',
  'test_running',
  'cleanup_incomplete',
  'failing_over',
  'awaiting_commit',
  'rolling_back',
  'failed_over',
  'reprotecting',
  'recovery_required',
] as const
export type GroupState = (typeof groupStates)[number]

export const consistencies = ['crash', 'application'] as const
export type Consistency = (typeof consistencies)[number]

export const transports = ['direct', 'relay'] as const
export type Transport = (typeof transports)[number]

/** On the wire: the dataset's own compressed blocks as they are, or plain blocks through zstd. */
export const compressions = ['blocks', 'zstd'] as const
export type Compression = (typeof compressions)[number]

export const directions = ['forward', 'reversed'] as const
export type Direction = (typeof directions)[number]

export const shellStatuses = ['none', 'creating', 'created', 'missing', 'error'] as const
export type ShellStatus = (typeof shellStatuses)[number]

export const connectionStatuses = ['unknown', 'connected', 'unreachable', 'refused'] as const
export type ConnectionStatus = (typeof connectionStatuses)[number]

export const vcenterDrivers = ['vsphere', 'simulated'] as const
export type VcenterDriver = (typeof vcenterDrivers)[number]

export const targetDrivers = ['ssh', 'simulated'] as const
export type TargetDriver = (typeof targetDrivers)[number]
