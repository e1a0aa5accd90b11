import { sql } from 'drizzle-orm'
import { fromDrizzle, PgBoss } from 'pg-boss'
import type { Db } from '../db/client.ts'

const QUEUE = 'zerfaux-jobs'

/** A worker that stops beating for this long has lost its jobs; others look for such jobs every `SUPERVISE_SECONDS`. */
const HEARTBEAT_SECONDS = 10
const SUPERVISE_SECONDS = 5
const DAY_SECONDS = 86_399

export type Delivery = { readonly jobId: string; readonly signal: AbortSignal }

/**
 * Carries job ids to workers. pg-boss does the claim, the heartbeat and the redelivery; what a job
 * is and how far it got stands in `replication_jobs` alone, so a delivery that comes twice does no harm.
 */
export class JobQueue {
  readonly #boss: PgBoss

  private constructor(boss: PgBoss) {
    this.#boss = boss
  }

  /** For processes that only hand out jobs: two connections, supervises nothing. */
  static async forSending(connectionString: string, onError: (error: Error) => void): Promise<JobQueue> {
    const quiet = { connectionString, max: 2, application_name: 'zerfaux-web', supervise: false, schedule: false }
    return JobQueue.#start(new PgBoss(quiet), onError)
  }

  /** For workers: an own pool, a LISTEN connection, and the look-out for jobs of dead workers. */
  static async forWorking(connectionString: string, onError: (error: Error) => void): Promise<JobQueue> {
    const boss = new PgBoss({
      connectionString,
      max: 4,
      application_name: 'zerfaux-worker',
      superviseIntervalSeconds: SUPERVISE_SECONDS,
      monitorIntervalSeconds: SUPERVISE_SECONDS,
      schedule: false,
      useListenNotify: true,
    })
    return JobQueue.#start(boss, onError)
  }

  static async #start(boss: PgBoss, onError: (error: Error) => void): Promise<JobQueue> {
    boss.on('error', onError)
    await boss.start({ attempts: 5 })
    await boss.createQueue(QUEUE, {
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: DAY_SECONDS,
      retryLimit: 10_000,
      retryDelay: 0,
      retentionSeconds: 30 * DAY_SECONDS,
      deleteAfterSeconds: DAY_SECONDS,
      notify: true,
    })
    return new JobQueue(boss)
  }

  /** In the caller's transaction: the job and its delivery are there together or not at all. */
  async deliver(db: Db, jobId: string, groupKey: string, afterSeconds = 0): Promise<void> {
    const at = afterSeconds > 0 ? { startAfter: afterSeconds } : {}
    await this.#boss.send(QUEUE, { jobId }, { ...at, group: { id: groupKey }, db: fromDrizzle(db, sql) })
  }

  /** Whether some delivery of that job is still to come or at work. */
  async isUnderWay(jobId: string): Promise<boolean> {
    const found = await this.#boss.findJobs<{ jobId: string }>(QUEUE, { data: { jobId } })
    return found.some(({ state }) => state === 'created' || state === 'retry' || state === 'active')
  }

  async work(concurrency: number, handle: (delivery: Delivery) => Promise<void>): Promise<void> {
    await this.#boss.work<{ jobId: string }>(
      QUEUE,
      {
        localConcurrency: concurrency,
        groupConcurrency: 1,
        heartbeatRefreshSeconds: 3,
        pollingIntervalSeconds: 1,
        notifyPollingIntervalSeconds: 2,
      },
      async ([job]) => {
        if (job) await handle({ jobId: job.data.jobId, signal: job.signal })
      },
    )
  }

  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: true, timeout: 5_000, close: true })
  }
}
