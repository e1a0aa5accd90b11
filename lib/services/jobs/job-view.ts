import { z } from 'zod'
import type { JobListRow } from '../../db/replication-jobs.ts'
import { jobKinds } from '../../domain/job-kind.ts'
import { isSettled, jobStatuses } from '../../domain/job-status.ts'
import { JournalError, type JournalEntry } from '../../domain/journal.ts'
import { kinds } from '../../workflows/registry.ts'
import { Bytes, Id, iso, isoOrNull, Timestamp } from '../fields.ts'
import { Permission, permissionsOf } from './job-can.ts'

export const stepStatuses = ['pending', 'running', 'done', 'failed', 'undoing', 'undone'] as const

export const StepView = z.object({
  name: z.string(),
  title: z.string(),
  status: z.enum(stepStatuses),
  startedAt: Timestamp.nullable(),
  finishedAt: Timestamp.nullable(),
  error: JournalError.optional(),
  notices: z.array(JournalError),
})
export type StepView = z.infer<typeof StepView>

export const JobView = z.object({
  id: Id,
  kind: z.enum(jobKinds),
  status: z.enum(jobStatuses),
  settled: z.boolean(),
  subject: z.string().nullable().meta({ description: 'Name of the VM, group or vCenter that it is about' }),
  groupId: Id.nullable().meta({ description: 'Also of a job that is about a VM of that group' }),
  groupName: z.string().nullable(),
  protectedVmId: Id.nullable(),
  batchId: Id.nullable().meta({ description: 'Jobs that were asked for together' }),
  vcenterId: Id.nullable(),
  targetId: Id.nullable(),
  steps: z.array(StepView),
  bytesDone: Bytes.nullable(),
  bytesTotal: Bytes.nullable(),
  bytesPerSecond: Bytes.nullable(),
  etaSeconds: z.number().int().nullable(),
  dueAt: Timestamp.nullable().meta({ description: 'The due time it was made for; null when a person asked' }),
  admittedAt: Timestamp.nullable().meta({ description: 'Null while it waits for its turn' }),
  waitsFor: z
    .string()
    .nullable()
    .meta({ description: 'What keeps it from beginning: the limits of appliances, links and lanes' }),
  attempts: z.number().int(),
  nextAttemptAt: Timestamp.nullable(),
  cancelRequestedAt: Timestamp.nullable(),
  error: JournalError.nullable(),
  result: z.record(z.string(), z.unknown()).nullable(),
  can: z.object({ cancel: Permission, retry: Permission }),
  requestedBy: z.string(),
  worker: z.string().nullable(),
  createdAt: Timestamp,
  startedAt: Timestamp.nullable(),
  finishedAt: Timestamp.nullable(),
})
export type JobView = z.infer<typeof JobView>

export function jobView(row: JobListRow, waiting: ReadonlyMap<string, string> = new Map()): JobView {
  const settled = isSettled(row.status)
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    settled,
    subject: row.subject,
    groupId: row.groupId,
    groupName: row.groupName,
    protectedVmId: row.protectedVmId,
    batchId: row.batchId,
    vcenterId: row.vcenterId,
    targetId: row.targetId,
    steps: stepViews(row),
    bytesDone: row.bytesDone,
    bytesTotal: row.bytesTotal,
    bytesPerSecond: row.status === 'running' ? row.bytesPerSecond : null,
    etaSeconds: row.status === 'running' ? etaSeconds(row) : null,
    dueAt: isoOrNull(row.dueAt),
    admittedAt: isoOrNull(row.admittedAt),
    waitsFor: waiting.get(row.id) ?? null,
    attempts: row.attempts,
    nextAttemptAt: settled ? null : isoOrNull(row.nextAttemptAt),
    cancelRequestedAt: isoOrNull(row.cancelRequestedAt),
    error: row.error,
    result: row.result,
    can: permissionsOf(row.status, row.cancelRequestedAt !== null),
    requestedBy: row.requestedBy,
    worker: row.worker,
    createdAt: iso(row.createdAt),
    startedAt: isoOrNull(row.startedAt),
    finishedAt: isoOrNull(row.finishedAt),
  }
}

/** Null while the total or the rate is unknown: a guess would be believed. */
function etaSeconds({ bytesDone, bytesTotal, bytesPerSecond }: JobListRow): number | null {
  if (bytesDone === null || bytesTotal === null || !bytesPerSecond) return null
  return Math.max(0, Math.ceil((bytesTotal - bytesDone) / bytesPerSecond))
}

function stepViews({ kind, params, journal }: JobListRow): StepView[] {
  return kinds[kind].steps(params).map((step) => {
    const entries = journal.filter((entry) => entry.step === step.name)
    const last = entries.findLast((entry) => entry.event !== 'noticed')
    const started = entries.findLast((entry) => entry.event === 'started')
    const ended = last && last.event !== 'started' && last.event !== 'undo_started' ? last : undefined
    return {
      ...step,
      status: last ? statusAfter[last.event] : 'pending',
      startedAt: started?.at ?? null,
      finishedAt: ended?.at ?? null,
      ...(last?.error && { error: last.error }),
      notices: entries.flatMap((entry) => (entry.event === 'noticed' && entry.error ? [entry.error] : [])),
    }
  })
}

const statusAfter = {
  started: 'running',
  done: 'done',
  failed: 'failed',
  noticed: 'running',
  undo_started: 'undoing',
  undone: 'undone',
  undo_failed: 'failed',
} as const satisfies Record<JournalEntry['event'], StepView['status']>
