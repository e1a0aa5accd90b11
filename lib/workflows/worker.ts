/** One worker process: takes jobs as they are delivered. Any number may run, on any number of machines. */
import { hostname } from 'node:os'
import { pino } from 'pino'
import { env } from '../config/env.ts'
import { closeDb, db } from '../db/client.ts'
import { listForgottenJobs } from '../db/replication-jobs.ts'
import { JobQueue } from './queue.ts'
import { runDelivered, type WorkerTools } from './run-delivered.ts'
import { Sites } from './sites.ts'

/** A delivery that was lost (a database restored from a backup, say) is made up for after this long. */
const FORGOTTEN_SECONDS = 60

const log = pino({ level: env.ZERFAUX_LOG_LEVEL, base: { process: 'worker' } })
const queue = await JobQueue.forWorking(env.DATABASE_URL, (error) => log.error({ err: error }, 'job queue'))
const shutdown = new AbortController()
const tools: WorkerTools = {
  db,
  sites: new Sites(db),
  queue,
  log,
  worker: `${hostname()}/${process.pid}`,
  shutdown: shutdown.signal,
}

async function deliverForgotten(): Promise<void> {
  for (const { id, groupKey } of await listForgottenJobs(db, FORGOTTEN_SECONDS)) {
    if (await queue.isUnderWay(id)) continue
    log.warn({ job: id }, 'delivering a job again whose delivery was lost')
    await queue.deliver(db, id, groupKey)
  }
}

await queue.work(env.WORKER_CONCURRENCY, (delivery) => runDelivered(tools, delivery))
const sweep = setInterval(() => {
  deliverForgotten().catch((error: unknown) => log.error({ err: error }, 'looking for forgotten jobs'))
}, FORGOTTEN_SECONDS * 1000)
log.info({ worker: tools.worker, concurrency: env.WORKER_CONCURRENCY }, 'worker ready')

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  clearInterval(sweep)
  shutdown.abort(new Error('This worker is ending'))
  await queue.stop()
  await tools.sites.close()
  await closeDb()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
