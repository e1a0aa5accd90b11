import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Db } from '../db/client.ts'
import { databaseOutage } from '../db/database-outage.ts'
import { claimJob, isCancelRequested, type JobRow } from '../db/replication-jobs.ts'
import { ZerfauxError } from '../domain/errors.ts'
import { isSettled, type JobStatus } from '../domain/job-status.ts'
import { retryDelaySeconds } from '../domain/retry.ts'
import { admitWaiting, mayBegin } from './admission.ts'
import { ByteMeter } from './byte-meter.ts'
import { ClaimLost, DbJournal } from './db-journal.ts'
import type { JobQueue } from './queue.ts'
import { kinds, type Equipment } from './registry.ts'
import { describe, Interrupted, runJob, undoJob, type Stop } from './run-job.ts'
import type { Sites } from './sites.ts'

const LOOK_FOR_CANCEL_MS = 1_000

export type WorkerTools = {
  readonly db: Db
  readonly sites: Sites
  readonly queue: JobQueue
  readonly log: Logger
  readonly worker: string
  /** This process is to end: its jobs stop where they are and others go on. */
  readonly shutdown: AbortSignal
}

/**
 * Runs a job that was delivered, from wherever its journal says it got to. Delivered twice, or after
 * it has ended, it does nothing. Throws only when another worker should go on at once.
 */
export async function runDelivered(
  tools: WorkerTools,
  delivery: { jobId: string; signal: AbortSignal },
): Promise<void> {
  const { db, log, worker } = tools
  if (!(await mayBegin(db, delivery.jobId))) return
  const claimToken = randomUUID()
  const job = await claimJob(db, delivery.jobId, claimToken, worker)
  if (!job) return
  const stopping = new AbortController()
  const ending = AbortSignal.any([delivery.signal, tools.shutdown])
  const signal = AbortSignal.any([stopping.signal, ending])
  const journal = new DbJournal(db, job, claimToken, (lost) => stopping.abort(lost))
  const stop: { current: Stop } = {
    current: job.cancelRequestedAt && job.status !== 'rolling_back' ? 'cancelled' : null,
  }
  ending.addEventListener('abort', () => {
    stop.current = 'interrupted'
  })
  const lookOut = setInterval(() => {
    void isCancelRequested(db, job.id).then(
      (wanted) => {
        if (!wanted || stop.current || job.status === 'rolling_back') return
        stop.current = 'cancelled'
        stopping.abort(new Error('cancelled'))
      },
      () => {},
    )
  }, LOOK_FOR_CANCEL_MS)
  log.info({ job: job.id, kind: job.kind, attempt: job.attempts }, 'job taken')
  try {
    const status = await attempt(tools, job, journal, signal, stop, (error) => stopping.abort(error))
    log.info({ job: job.id, kind: job.kind, status }, 'job left')
    if (!isSettled(status)) await comeBack(tools, job, journal, status)
  } catch (error) {
    // A worker that was frozen learns of it from its first write, or before that from the queue.
    const lost = error instanceof ClaimLost || (error instanceof Interrupted && !tools.shutdown.aborted)
    if (lost) return log.warn({ job: job.id }, 'job was taken over by another worker')
    if (error instanceof Interrupted) log.info({ job: job.id }, 'job left to another worker')
    throw error
  } finally {
    clearInterval(lookOut)
    await nextInTurn(tools, job)
  }
}

async function attempt(
  { db, sites, log }: WorkerTools,
  job: JobRow,
  journal: DbJournal,
  signal: AbortSignal,
  stop: { current: Stop },
  abort: (error: Error) => void,
): Promise<JobStatus> {
  const meter = new ByteMeter((metered) => {
    journal.save(metered).catch(abort)
  })
  const equipment: Equipment = {
    db,
    sites,
    signal,
    reportBytes: (progress) => meter.report(progress),
    notice: (step, error) => journal.append({ step, event: 'noticed', error: describe(error) }),
    result: (facts) => journal.addResult(facts),
    facts: () => journal.facts(),
  }
  const kind = kinds[job.kind]
  const prepared = await kind.prepare(job.params, equipment).catch((error: unknown) => {
    if (databaseOutage(error)) throw error
    if (!(error instanceof ZerfauxError)) log.error({ job: job.id, err: error }, 'a job could not be prepared')
    return refused(journal, error)
  })
  if (typeof prepared === 'string') return prepared
  const onBug = (error: unknown) =>
    log.error({ job: job.id, err: error }, 'a step failed in a way that nobody expected')
  const status = await prepared.run((workflow, params, tools) =>
    job.status === 'rolling_back'
      ? undoJob(workflow, params, tools, journal, job.cancelRequestedAt ? 'cancelled' : 'rolled_back', onBug)
      : runJob(workflow, params, tools, journal, () => stop.current, onBug),
  )
  const error = journal.entries().findLast((entry) => entry.event === 'failed')?.error
  if (status !== 'succeeded' && status !== 'cancelled' && error) await kind.failed?.(db, job.params, error)
  return status
}

/** The slot or the place in its lane that this job leaves is taken at once. */
async function nextInTurn({ db, queue, log }: WorkerTools, { protectionGroupId, lane }: JobRow): Promise<void> {
  if (!protectionGroupId && lane === null) return
  await admitWaiting(db, queue).catch((error: unknown) => log.warn({ err: error }, 'letting the next job begin'))
}

/** Before the first step: a secret that does not open, a site that was deleted. A person must look. */
async function refused(journal: DbJournal, error: unknown): Promise<JobStatus> {
  await journal.setStatus('running')
  await journal.append({ step: 'prepare', event: 'failed', error: describe(error) })
  await journal.setStatus('needs_operator')
  return 'needs_operator'
}

/** What waits for the site to answer is delivered again after a while; what waits for a person is not. */
async function comeBack({ db, queue }: WorkerTools, job: JobRow, journal: DbJournal, status: JobStatus): Promise<void> {
  if (status !== 'retrying' && status !== 'rolling_back') return
  const seconds = retryDelaySeconds(job.attempts)
  const nextAttemptAt = new Date(Date.now() + seconds * 1000)
  await journal.save({ nextAttemptAt, ...(status === 'retrying' && job.protectionGroupId && { admittedAt: null }) })
  await queue.deliver(db, job.id, job.protectionGroupId ?? job.vcenterId ?? job.id, seconds)
}
