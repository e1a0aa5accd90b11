/**
 * Groups left alone with two worker processes: how long after its due time does a run begin, is there
 * exactly one for each, and is the RPO met? Fifty on simulated appliances, one pair for each group, so
 * that what is measured is the scheduler, the queue and the workers; ten on the lab's two appliances.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { inArray } from 'drizzle-orm'
import { workerPlan } from '../../lib/cli/product/worker-plan.ts'
import { simulatedGroups } from './simulated-groups.ts'

const WORKERS = 2
const MINUTES = Number(process.env['ZERFAUX_BENCH_MINUTES'] ?? 6)
type Run = {
  readonly groupId: string
  readonly dueAt: Date | null
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

/** Nothing counts before each group has had its first run. */
export type Estate = { readonly groups: number; readonly rpoMinutes: number; readonly warmUpSeconds: number }
type MakeGroups = typeof simulatedGroups

export const simulatedEstate: Estate = { groups: 50, rpoMinutes: 1, warmUpSeconds: 45 }
export const labEstate: Estate = { groups: 10, rpoMinutes: 3, warmUpSeconds: 150 }

export async function measureSchedule(
  logDir: string,
  estate: Estate = simulatedEstate,
  makeGroups: MakeGroups = simulatedGroups,
): Promise<string> {
  const { db } = await import('../../lib/db/client.ts')
  const { replicationJobs } = await import('../../drizzle/schema/replication-jobs.ts')
  const { ids, ctx } = await makeGroups(estate.groups, estate.rpoMinutes)
  const plan = workerPlan('start', logDir)
  const workers = Array.from({ length: WORKERS }, () =>
    spawn(process.execPath, plan.args, { env: { ...process.env, ...plan.env }, stdio: 'ignore' }),
  )
  const from = new Date(Date.now() + estate.warmUpSeconds * 1000)
  try {
    await new Promise((resolve) => setTimeout(resolve, estate.warmUpSeconds * 1000 + MINUTES * 60_000))
  } finally {
    await Promise.all(workers.map(ended))
    await (await ctx().queue()).stop()
  }
  const rows = await db.select().from(replicationJobs).where(inArray(replicationJobs.protectionGroupId, ids))
  const runs = rows.map(({ protectionGroupId, dueAt, startedAt, finishedAt, status }) => ({
    groupId: protectionGroupId ?? '',
    dueAt,
    startedAt,
    finishedAt: status === 'succeeded' ? finishedAt : null,
  }))
  return report(runs, from, estate)
}

async function ended(worker: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => worker.once('exit', resolve))
  worker.kill('SIGTERM')
  await gone
}

function report(all: readonly Run[], from: Date, { groups, rpoMinutes }: Estate): string {
  const runs = all.filter(({ dueAt }) => dueAt && dueAt >= from)
  const waits = runs.flatMap(({ dueAt, startedAt }) => (dueAt && startedAt ? [+startedAt - +dueAt] : []))
  const distinct = new Set(runs.map(({ groupId, dueAt }) => `${groupId} ${dueAt?.getTime()}`)).size
  const ages = worstAges(all, from)
  const late = ages.filter((seconds) => seconds > rpoMinutes * 60).length
  return [
    `${groups} groups, RPO ${rpoMinutes} min, ${WORKERS} workers, ${MINUTES} min: ${runs.length} runs, ${runs.length - distinct} of them a second one for a due time, ${overlaps(all)} beside another of its group.`,
    '',
    '| | p50 | p99 | worst |',
    '|---|---|---|---|',
    `| Due to start, ms | ${[0.5, 0.99, 1].map((share) => Math.round(quantile(waits, share))).join(' | ')} |`,
    `| Age of the newest point when the next is verified, s | ${[0.5, 0.99, 1].map((share) => quantile(ages, share).toFixed(1)).join(' | ')} |`,
    '',
    `${late} of ${ages.length} rounds ended with a point older than the RPO.`,
  ].join('\n')
}

/** From the start of a run, when its content was taken, to the end of the next one. */
function worstAges(all: readonly Run[], from: Date): number[] {
  return [...byGroup(all).values()].flatMap((runs) =>
    runs.flatMap(({ finishedAt }, index) => {
      const before = runs[index - 1]?.startedAt
      return finishedAt && before && before >= from ? [(+finishedAt - +before) / 1000] : []
    }),
  )
}

function overlaps(all: readonly Run[]): number {
  return [...byGroup(all).values()]
    .flatMap((runs) => runs.map(({ startedAt }, index) => +(startedAt ?? 0) - +(runs[index - 1]?.finishedAt ?? 0)))
    .filter((gap) => gap < 0).length
}

function byGroup(all: readonly Run[]): Map<string, Run[]> {
  const ended = all.filter(({ startedAt, finishedAt }) => startedAt && finishedAt)
  return Map.groupBy(
    ended.toSorted((a, b) => +(a.startedAt ?? 0) - +(b.startedAt ?? 0)),
    ({ groupId }) => groupId,
  )
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
