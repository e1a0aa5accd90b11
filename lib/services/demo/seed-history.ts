import { randomUUID } from 'node:crypto'
import { getGroup, takeSequence } from '../../db/protection-groups.ts'
import { insertJob } from '../../db/new-jobs.ts'
import { getTarget } from '../../db/replication-targets.ts'
import { getVcenter } from '../../db/vcenter-connections.ts'
import type { JournalEntry } from '../../domain/journal.ts'
import { SimulatedVsphereDriver } from '../../drivers/vsphere/simulated-vsphere-driver.ts'
import { SimulatedZfsDriver } from '../../drivers/zfs/simulated-zfs-driver.ts'
import { dbLedger } from '../../workflows/registry.ts'
import { replicate } from '../../workflows/replicate.ts'
import { replicateParamsOf } from '../../workflows/replicate/params-of-group.ts'
import { runJob } from '../../workflows/run-job.ts'
import { simulatedApplianceStore, simulatedVcenterStore } from '../../workflows/simulated-sites.ts'
import type { ServiceContext } from '../context.ts'

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
  const sourceVcenter = await vcenter(ctx, group.sourceVcenterId, at)
  const journal: JournalEntry[] = []
  let facts: Record<string, unknown> = {}
  let bytes = 0
  const tools = {
    source,
    target,
    points: dbLedger(ctx.db, () => at),
    signal: new AbortController().signal,
    stallSeconds: 60,
    allowedBytesPerSecond: async () => null,
    vcenter: async () => sourceVcenter,
    now: () => at,
    nextSequence: () => takeSequence(ctx.db, groupId),
    timeLimit: (milliseconds: number) => AbortSignal.timeout(milliseconds),
    reportBytes: ({ bytesDone }: { bytesDone: number }) => {
      bytes = bytesDone
    },
    notice: async () => {},
    result: async (more: Record<string, unknown>) => {
      facts = { ...facts, ...more }
    },
    facts: () => facts,
  }
  // A second for each step: nobody measured it, but a job without a duration would look broken.
  const record = {
    entries: () => journal,
    append: async (entry: Omit<JournalEntry, 'at'>) => {
      journal.push({ ...entry, at: new Date(at.getTime() + journal.length * 500).toISOString() })
    },
    setStatus: async () => {},
  }
  const status = await runJob(replicate, params, tools, record)
  await insertJob(ctx.db, {
    id: jobId,
    kind: 'replicate',
    status,
    protectionGroupId: groupId,
    params,
    journal,
    bytesDone: bytes,
    bytesTotal: bytes,
    attempts: 1,
    result: facts,
    requestedBy: 'system:demo',
    createdAt: at,
    startedAt: at,
    finishedAt: new Date(at.getTime() + journal.length * 500),
  })
}

/** Its snapshots take no time at all: nobody waits for the past. */
async function vcenter(ctx: ServiceContext, vcenterId: string, at: Date): Promise<SimulatedVsphereDriver> {
  const { host } = await getVcenter(ctx.db, vcenterId)
  let now = at.getTime()
  const sleep = async (milliseconds: number) => {
    now += milliseconds
  }
  return new SimulatedVsphereDriver(simulatedVcenterStore(ctx.db, host), { host, clock: { now: () => now, sleep } })
}

async function appliance(ctx: ServiceContext, targetId: string, at: Date): Promise<SimulatedZfsDriver> {
  const { host, pool } = await getTarget(ctx.db, targetId)
  return new SimulatedZfsDriver(simulatedApplianceStore(ctx.db, host, pool), {
    now: () => at,
    bytesPerSecond: Number.POSITIVE_INFINITY,
  })
}
