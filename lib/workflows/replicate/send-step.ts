import type { SendStep } from '../../domain/zfs-state.ts'
import type { ReplicateParams } from './replicate-params.ts'
import type { ReplicateTools } from './replicate-tools.ts'

/** One stream to the group's replica, the way the group wants it and within its limits. */
export async function sendStep(
  { groupId, source, target, transport, compression }: ReplicateParams,
  tools: ReplicateTools,
  step: SendStep,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const { signal, stallSeconds, allowedBytesPerSecond } = tools
  const to = { appliance: tools.target, dataset: target, transferId: groupId, way: { transport, compression } }
  await tools.source.send(source, step, to, { signal, stallSeconds, onBytes, allowedBytesPerSecond })
}
