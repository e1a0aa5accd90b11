import type { JobKind } from '../domain/job-kind.ts'
import type { JobStatus } from '../domain/job-status.ts'
import type { JournalEntry } from '../domain/journal.ts'

/**
 * One thing a job does. Runs at least once: after a crash the runner calls `run` again, so `run`
 * looks at the world first and does only what is still missing.
 */
export type Step<Params, Tools> = {
  readonly name: string
  /** Shown to the operator. Imperative: "Send recovery points". */
  readonly title: string
  /** Left out of the itinerary when false. Sees the parameters only, so the plan can be shown beforehand. */
  readonly when?: (params: Params) => boolean
  readonly run: (params: Params, tools: Tools) => Promise<void>
  /** Puts the world back to how it was before `run`. Absent when there is nothing to put back. */
  readonly undo?: (params: Params, tools: Tools) => Promise<void>
}

export type Workflow<Params, Tools> = {
  readonly kind: JobKind
  readonly steps: readonly Step<Params, Tools>[]
  /** What a failure that no retry can cure leads to: putting everything back, or a person's decision. */
  readonly whenHopeless: 'undo' | 'ask_operator'
}

/** The steps this job will take. Pure, so a preview lists exactly what the runner does. */
export function itinerary<Params, Tools>(workflow: Workflow<Params, Tools>, params: Params): Step<Params, Tools>[] {
  return workflow.steps.filter((step) => step.when?.(params) ?? true)
}

/** Where a job's progress is written. The database does it for real; tests keep an array. */
export interface Journal {
  entries(): readonly JournalEntry[]
  append(entry: Omit<JournalEntry, 'at'>): Promise<void>
  setStatus(status: JobStatus): Promise<void>
}

/** What every step may use, whatever it works on. */
export type CommonTools = {
  readonly signal: AbortSignal
  /** Something that a person should know, while the step goes on. */
  readonly notice: (step: string, error: Error) => Promise<void>
  /** Adds to the job's result. */
  readonly result: (facts: Record<string, unknown>) => Promise<void>
  /** The result as it stands, also what an earlier attempt had added. */
  readonly facts: () => Readonly<Record<string, unknown>>
}
