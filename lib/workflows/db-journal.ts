import type { Db } from '../db/client.ts'
import { saveProgress, type JobProgress, type JobRow } from '../db/replication-jobs.ts'
import type { JobStatus } from '../domain/job-status.ts'
import type { JournalEntry } from '../domain/journal.ts'
import type { Journal } from './workflow.ts'

/** The job was taken over by another worker, or ended. Whoever sees this writes nothing more. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost'

  constructor(jobId: string) {
    super(`Job ${jobId} is no longer ours`)
  }
}

/** A job's journal in its row. Every write is fenced by the claim: a worker that woke up late changes nothing. */
export class DbJournal implements Journal {
  readonly #db: Db
  readonly #jobId: string
  readonly #claimToken: string
  readonly #onLost: (lost: ClaimLost) => void
  readonly #entries: JournalEntry[]
  #result: Record<string, unknown>

  constructor(db: Db, job: JobRow, claimToken: string, onLost: (lost: ClaimLost) => void) {
    this.#db = db
    this.#jobId = job.id
    this.#claimToken = claimToken
    this.#onLost = onLost
    this.#entries = [...job.journal]
    this.#result = { ...job.result }
  }

  entries(): readonly JournalEntry[] {
    return this.#entries
  }

  async append(event: Omit<JournalEntry, 'at'>): Promise<void> {
    const entry: JournalEntry = { ...event, at: new Date().toISOString() }
    const failed = entry.event === 'failed' || entry.event === 'undo_failed'
    await this.save({ entry, ...(failed && entry.error && { error: entry.error }) })
    this.#entries.push(entry)
  }

  async setStatus(status: JobStatus): Promise<void> {
    const over = status === 'running' || status === 'succeeded'
    await this.save({ status, ...(over && { error: null }) })
  }

  facts(): Readonly<Record<string, unknown>> {
    return this.#result
  }

  async addResult(facts: Record<string, unknown>): Promise<void> {
    this.#result = { ...this.#result, ...facts }
    await this.save({ result: this.#result })
  }

  async save(progress: JobProgress): Promise<void> {
    if (await saveProgress(this.#db, this.#jobId, this.#claimToken, progress)) return
    const lost = new ClaimLost(this.#jobId)
    this.#onLost(lost)
    throw lost
  }
}
