import { randomUUID } from 'node:crypto'
import { getGroup, takeSequence } from '../../db/protection-groups.ts'
import { getTarget } from '../../db/replication-targets.ts'
import { SimulatedZfsDriver } from '../../drivers/zfs/simulated-zfs-driver.ts'
import { dbLedger } from '../../workflows/registry.ts'
import { replicate } from '../../workflows/replicate.ts'
import { replicateParamsOf } from '../../workflows/replicate/params-of-group.ts'
import { simulatedApplianceStore } from '../../workflows/simulated-sites.ts'
import type { ServiceContext } from '../context.ts'
import { runPastJob, vcenterAt } from './run-past-job.ts'

const ROUNDS = 8
/** As the scheduler would have it: the objective is met with room to spare. */
const SPACING = 0.7
const MINUTE_MS = 60_000

/** Rounds of the real workflow on the simulated appliances, with their clock set back. */
export async function seedHistory(ctx: ServiceContext, groupId: string): Promise<void> {
  const { rpoMinutes } = await getGroup(ctx.db, groupId)
  for (let round = ROUNDS; round > 0; round -= 1) {
    // The newest is recent enough to meet the objective when someone first looks.
    const at = new Date(ctx.now.getTime() - (round - 1) * rpoMinutes * SPACING * MINUTE_MS - 2 * MINUTE_MS)
    await runPastRound(ctx, groupId, at)
  }
}

async function runPastRound(ctx: ServiceContext, groupId: string, at: Date): Promise<void> {
  const group = await getGroup(ctx.db, groupId)
  const jobId = randomUUID()
  const sequence = await takeSequence(ctx.db, groupId)
  const params = await replicateParamsOf(ctx.db, group, { jobId, sequence, at })
  const [source, target] = await Promise.all([
    appliance(ctx, group.sourceTargetId, at),
    appliance(ctx, group.drTargetId, at),
  ])
  // One for the whole round: another would begin at its start again, where no snapshot is there yet.
  const sourceVcenter = await vcenterAt(ctx, group.sourceVcenterId, at)
  let bytes = 0
  await runPastJob(ctx, {
    id: jobId,
    kind: 'replicate',
    at,
    about: { protectionGroupId: groupId },
    workflow: replicate,
    params,
    tools: (common) => ({
      ...common,
      source,
      target,
      points: dbLedger(ctx.db, () => at),
      stallSeconds: 60,
      allowedBytesPerSecond: async () => null,
      vcenter: async () => sourceVcenter,
      now: () => at,
      nextSequence: () => takeSequence(ctx.db, groupId),
      timeLimit: (milliseconds) => AbortSignal.timeout(milliseconds),
      reportBytes: ({ bytesDone }) => {
        bytes = bytesDone
      },
    }),
    bytes: () => bytes,
  })
}

async function appliance(ctx: ServiceContext, targetId: string, at: Date): Promise<SimulatedZfsDriver> {
  const { host, pool } = await getTarget(ctx.db, targetId)
  return new SimulatedZfsDriver(simulatedApplianceStore(ctx.db, host, pool), {
    now: () => at,
    bytesPerSecond: Number.POSITIVE_INFINITY,
  })
}
