import type { JobKind } from '../../domain/job-kind.ts'
import type { JournalEntry } from '../../domain/journal.ts'
import { insertJob } from '../../db/new-jobs.ts'
import { getVcenter } from '../../db/vcenter-connections.ts'
import { SimulatedVsphereDriver } from '../../drivers/vsphere/simulated-vsphere-driver.ts'
import { runJob } from '../../workflows/run-job.ts'
import { simulatedVcenterStore } from '../../workflows/simulated-sites.ts'
import type { CommonTools, Workflow } from '../../workflows/workflow.ts'
import type { ServiceContext } from '../context.ts'

/** Nobody measured the steps, but a job without a duration would look broken. */
const STEP_MS = 1_000

type PastJob<Params, Tools> = {
  readonly id: string
  readonly kind: JobKind
  readonly at: Date
  readonly about: { readonly protectionGroupId: string } | { readonly protectedVmId: string }
  readonly workflow: Workflow<Params, Tools>
  readonly params: Params
  readonly tools: (common: CommonTools) => Tools | Promise<Tools>
  readonly bytes?: () => number
}

/** A job of the real workflow, as if it had run at that time. */
export async function runPastJob<Params, Tools>(
  ctx: ServiceContext,
  { id, kind, at, about, workflow, params, tools, bytes }: PastJob<Params, Tools>,
): Promise<void> {
  const journal: JournalEntry[] = []
  let facts: Record<string, unknown> = {}
  const common: CommonTools = {
    signal: new AbortController().signal,
    notice: async () => {},
    result: async (more) => {
      facts = { ...facts, ...more }
    },
    facts: () => facts,
  }
  const after = (entries: number) => new Date(at.getTime() + (entries * STEP_MS) / 2)
  const status = await runJob(workflow, params, await tools(common), {
    entries: () => journal,
    append: async (entry) => {
      journal.push({ ...entry, at: after(journal.length).toISOString() })
    },
    setStatus: async () => {},
  })
  await insertJob(ctx.db, {
    id,
    kind,
    status,
    ...about,
    params,
    journal,
    ...(bytes && { bytesDone: bytes(), bytesTotal: bytes() }),
    attempts: 1,
    result: facts,
    requestedBy: 'system:demo',
    createdAt: at,
    startedAt: at,
    finishedAt: after(journal.length),
  })
}

/** Its tasks take no time at all: nobody waits for the past. */
export async function vcenterAt(ctx: ServiceContext, vcenterId: string, at: Date): Promise<SimulatedVsphereDriver> {
  const { host } = await getVcenter(ctx.db, vcenterId)
  let now = at.getTime()
  const sleep = async (milliseconds: number) => {
    now += milliseconds
  }
  return new SimulatedVsphereDriver(simulatedVcenterStore(ctx.db, host), { host, clock: { now: () => now, sleep } })
}
