/**
 * One worker, as the product starts it, through thousands of rounds on simulated appliances: does its
 * memory grow? Read from the kernel, not from the worker itself.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { workerPlan } from '../../lib/cli/product/worker-plan.ts'
import { simulatedGroups } from './simulated-groups.ts'

const ROUNDS = Number(process.env['ZERFAUX_BENCH_ROUNDS'] ?? 10_000)
const GROUPS = 8
const SAMPLES = 20

type Sample = { readonly rounds: number; readonly residentMib: number }

export async function measureEndurance(logDir: string): Promise<string> {
  const { runNow } = await import('../../lib/services/protection-groups/run-now.ts')
  const { getJob } = await import('../../lib/db/replication-jobs.ts')
  const { db } = await import('../../lib/db/client.ts')
  // A year as RPO: nothing is due by itself, every round is asked for.
  const { ids, ctx } = await simulatedGroups(GROUPS, 525_600)
  const plan = workerPlan('start', logDir)
  const worker = spawn(process.execPath, plan.args, {
    env: { ...process.env, ...plan.env, WORKER_CONCURRENCY: String(GROUPS) },
    stdio: 'ignore',
  })
  const samples: Sample[] = []
  let [rounds, failed] = [0, 0]
  const startedAt = Date.now()
  try {
    await Promise.all(
      ids.map(async (id) => {
        while (rounds < ROUNDS) {
          rounds += 1
          if (rounds % Math.ceil(ROUNDS / SAMPLES) === 0) samples.push({ rounds, residentMib: residentMib(worker.pid) })
          const { jobId } = await runNow(ctx(), { id })
          const status = await ended(() => getJob(db, jobId))
          if (status !== 'succeeded') failed += 1
        }
      }),
    )
  } finally {
    worker.kill('SIGTERM')
    await new Promise((resolve) => worker.once('exit', resolve))
    await (await ctx().queue()).stop()
  }
  const seconds = (Date.now() - startedAt) / 1000
  return report(samples, { rounds, failed, seconds })
}

async function ended(read: () => Promise<{ status: string }>): Promise<string> {
  for (;;) {
    const { status } = await read()
    if (!['queued', 'running', 'retrying'].includes(status)) return status
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
}

function residentMib(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024)
}

function report(samples: readonly Sample[], total: { rounds: number; failed: number; seconds: number }): string {
  const half = samples.slice(Math.floor(samples.length / 2))
  const [first, last] = [half.slice(0, half.length / 2), half.slice(half.length / 2)]
  const mean = (some: readonly Sample[]) =>
    Math.round(some.reduce((sum, { residentMib: mib }) => sum + mib, 0) / some.length)
  return [
    `${total.rounds} rounds in ${total.seconds.toFixed(0)} s (${(total.rounds / total.seconds).toFixed(1)}/s), ${total.failed} not succeeded.`,
    '',
    '| After rounds | Resident MiB |',
    '|---|---|',
    ...samples.map(({ rounds, residentMib: mib }) => `| ${rounds} | ${mib} |`),
    '',
    `Third quarter ${mean(first)} MiB, last quarter ${mean(last)} MiB.`,
  ].join('\n')
}
