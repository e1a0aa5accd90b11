import { pino } from 'pino'
import { afterAll, beforeAll } from 'vitest'
import { env } from '../../lib/config/env.ts'
import { db } from '../../lib/db/client.ts'
import { JobQueue } from '../../lib/workflows/queue.ts'
import { runDelivered } from '../../lib/workflows/run-delivered.ts'
import { Sites } from '../../lib/workflows/sites.ts'
import { call, type Answer } from './call.ts'

/** A worker in this process, on this file's database; called twice, there are two. */
export function withWorker(name = 'test'): void {
  let queue: JobQueue
  const sites = new Sites(db)
  const shutdown = new AbortController()
  beforeAll(async () => {
    queue = await JobQueue.forWorking(env.DATABASE_URL, () => {})
    const tools = { db, sites, queue, log: pino({ level: 'silent' }), worker: name, shutdown: shutdown.signal }
    await queue.work(4, (delivery) => runDelivered(tools, delivery))
  })
  afterAll(async () => {
    shutdown.abort()
    await queue.stop()
    await sites.close()
  })
}

export type Job = {
  bytes_done: number | null
  bytes_total: number | null
  worker: string | null
  id: string
  status: string
  settled: boolean
  steps: { name: string; status: string; error?: { code: string; hint?: string }; notices: { code: string }[] }[]
  error: { code: string; message: string; hint?: string } | null
  result: Record<string, unknown> | null
}

/** Polls until `done`, or fails with what the job says. */
export async function waitForJob(
  id: string,
  token: string,
  done: (job: Job) => boolean = ({ settled }) => settled,
  seconds = 20,
): Promise<Job> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const job = jobOf(await call('GET', `/jobs/${id}`, { token }))
    if (done(job)) return job
    const waitsForPerson = job.status === 'needs_operator' || job.status === 'stuck'
    if (waitsForPerson || Date.now() > deadline)
      throw new Error(`Job ${id} is ${job.status}: ${JSON.stringify(job.error ?? job)}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Guaranteed by the contract of `/jobs/{id}`. */
function jobOf(answer: Answer): Job {
  if (answer.status !== 200) throw new Error(answer.text)
  return answer.body as unknown as Job
}
