/** One worker process: takes jobs as they are delivered. Any number may run, on any number of machines. */
import { hostname } from 'node:os'
import { pino } from 'pino'
import { env } from '../config/env.ts'
import { closeDb, db } from '../db/client.ts'
import { PostgresDutyLocks } from '../db/duty-locks.ts'
import { allDuties } from './all-duties.ts'
import { startDuties } from './duties.ts'
import { JobQueue } from './queue.ts'
import { runDelivered, type WorkerTools } from './run-delivered.ts'
import { Sites } from './sites.ts'

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

await queue.work(env.WORKER_CONCURRENCY, (delivery) => runDelivered(tools, delivery))
const duties = startDuties({ ...tools, queue: async () => queue }, allDuties, new PostgresDutyLocks())
log.info({ worker: tools.worker, concurrency: env.WORKER_CONCURRENCY }, 'worker ready')

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  shutdown.abort(new Error('This worker is ending'))
  await Promise.all([queue.stop(), duties.stop()])
  await tools.sites.close()
  await closeDb()
  process.exit(0)
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
