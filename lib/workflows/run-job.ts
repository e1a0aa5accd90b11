import { databaseOutage } from '../db/database-outage.ts'
import { ZerfauxError } from '../domain/errors.ts'
import type { JobStatus } from '../domain/job-status.ts'
import type { JournalEntry, JournalError } from '../domain/journal.ts'
import { itinerary, type Journal, type Step, type Workflow } from './workflow.ts'

/** Why a job is to stop in the middle: a person asked, or this process is to end or has lost the job. */
export type Stop = 'cancelled' | 'interrupted' | null

/** The work stopped for a reason that is not the job's: nothing is journalled, another worker goes on. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/**
 * Takes a job as far as it will go, from wherever its journal says it got to.
 *
 * The only place where a failed step is answered; steps just throw. A bug is answered like
 * `ask_operator`: neither retried nor undone blindly, and told to `onBug`. A database that was restarted
 * meanwhile is no bug. Cancelled, it undoes what was begun.
 *
 * @throws Interrupted when `stop` says so; then another worker goes on from the journal
 */
export async function runJob<Params, Tools>(
  workflow: Workflow<Params, Tools>,
  params: Params,
  tools: Tools,
  journal: Journal,
  stop: () => Stop = () => null,
  onBug: (error: unknown) => void = () => {},
): Promise<JobStatus> {
  await journal.setStatus('running')
  for (const step of itinerary(workflow, params)) {
    if (last(journal, step)?.event === 'done') continue
    if (stop() === 'cancelled') return undoJob(workflow, params, tools, journal, 'cancelled', onBug)
    if (stop() === 'interrupted') throw new Interrupted(`Stopped before ${step.name}`)
    await journal.append({ step: step.name, event: 'started' })
    try {
      await step.run(params, tools)
    } catch (thrown) {
      if (stop() === 'interrupted') throw new Interrupted(`Stopped in ${step.name}`, { cause: thrown })
      if (stop() === 'cancelled') {
        await journal.append({ step: step.name, event: 'failed', error: stopped })
        return undoJob(workflow, params, tools, journal, 'cancelled', onBug)
      }
      const error = databaseOutage(thrown) ?? thrown
      if (!(error instanceof ZerfauxError)) onBug(error)
      await journal.append({ step: step.name, event: 'failed', error: describe(error) })
      const recovery = error instanceof ZerfauxError ? error.recovery : 'ask_operator'
      if (recovery === 'retry') return settle(journal, 'retrying')
      if (recovery === 'give_up' && workflow.whenHopeless === 'undo') {
        return undoJob(workflow, params, tools, journal, 'rolled_back', onBug)
      }
      return settle(journal, 'needs_operator')
    }
    await journal.append({ step: step.name, event: 'done' })
  }
  return settle(journal, 'succeeded')
}

/**
 * Undoes, newest first, every step that may have left a trace: begun is enough. Returns
 * `rolling_back` when a site did not answer and the undo shall be tried again.
 */
export async function undoJob<Params, Tools>(
  workflow: Workflow<Params, Tools>,
  params: Params,
  tools: Tools,
  journal: Journal,
  end: 'rolled_back' | 'cancelled',
  onBug: (error: unknown) => void = () => {},
): Promise<JobStatus> {
  await journal.setStatus('rolling_back')
  for (const step of itinerary(workflow, params).toReversed()) {
    const entry = last(journal, step)
    if (!entry || entry.event === 'undone') continue
    await journal.append({ step: step.name, event: 'undo_started' })
    try {
      await step.undo?.(params, tools)
    } catch (thrown) {
      const error = databaseOutage(thrown) ?? thrown
      if (!(error instanceof ZerfauxError)) onBug(error)
      await journal.append({ step: step.name, event: 'undo_failed', error: describe(error) })
      if (error instanceof ZerfauxError && error.recovery === 'retry') return 'rolling_back'
      return settle(journal, 'stuck')
    }
    await journal.append({ step: step.name, event: 'undone' })
  }
  return settle(journal, end)
}

const stopped: JournalError = { code: 'cancelled', message: 'Stopped because the job was cancelled' }

async function settle(journal: Journal, status: JobStatus): Promise<JobStatus> {
  await journal.setStatus(status)
  return status
}

/** A notice says nothing about how far the step got. */
function last<Params, Tools>(journal: Journal, step: Step<Params, Tools>): JournalEntry | undefined {
  return journal.entries().findLast((entry) => entry.step === step.name && entry.event !== 'noticed')
}

export function describe(error: unknown): JournalError {
  if (!(error instanceof ZerfauxError))
    return { code: 'bug', message: 'Something went wrong on our side; the log has it' }
  return { code: error.code, message: error.message, ...(error.hint && { hint: error.hint }) }
}
