import { z } from 'zod'
import type { JobListRow } from '../../db/replication-jobs.ts'
import { jobKinds } from '../../domain/job-kind.ts'
import { isSettled, jobStatuses } from '../../domain/job-status.ts'
import { Bytes, Id } from '../fields.ts'
import { Permission } from '../jobs/job-can.ts'
import { JobView, jobView } from '../jobs/job-view.ts'

export const BatchView = z.object({
  id: Id,
  kind: z.enum(jobKinds),
  settled: z.boolean().meta({ description: 'Every job of it has ended' }),
  groupId: Id.nullable(),
  groupName: z.string().nullable(),
  total: z.number().int(),
  counts: z
    .record(z.enum(jobStatuses), z.number().int())
    .meta({ description: 'How many of its jobs have each status' }),
  bytesDone: Bytes,
  bytesTotal: Bytes.nullable().meta({ description: 'Null while the size of one of them is unknown' }),
  can: z.object({ stop: Permission }),
  jobs: z.array(JobView),
})
export type BatchView = z.infer<typeof BatchView>

const adds: readonly string[] = ['running', 'succeeded']

/** `jobs` are all of one batch, and at least one. */
export function batchView(
  id: string,
  [first, ...others]: readonly [JobListRow, ...JobListRow[]],
  waiting: ReadonlyMap<string, string>,
): BatchView {
  const jobs = [first, ...others]
  const waitingJobs = jobs.filter(hasNotBegun).length
  const total = (bytes: (job: JobListRow) => number | null) =>
    jobs.reduce<number | null>((sum, job) => (sum === null ? null : plus(sum, bytes(job))), 0)
  return {
    id,
    kind: first.kind,
    settled: jobs.every(({ status }) => isSettled(status)),
    groupId: first.groupId,
    groupName: first.groupName,
    total: jobs.length,
    counts: countsOf(jobs),
    // Of one that failed or was cancelled nothing is moved, however far it got.
    bytesDone: total(({ status, bytesDone }) => (adds.includes(status) ? (bytesDone ?? 0) : 0)) ?? 0,
    bytesTotal: total(({ bytesTotal }) => bytesTotal),
    can: {
      stop: waitingJobs > 0 ? { ok: true } : { ok: false, because: 'All of its jobs have begun or ended.' },
    },
    jobs: jobs.map((job) => jobView(job, waiting)),
  }
}

export function hasNotBegun({ status, claimToken }: Pick<JobListRow, 'status' | 'claimToken'>): boolean {
  return status === 'queued' && claimToken === null
}

function plus(sum: number, more: number | null): number | null {
  return more === null ? null : sum + more
}

function countsOf(jobs: readonly JobListRow[]): BatchView['counts'] {
  const count = (status: JobListRow['status']) => jobs.filter((job) => job.status === status).length
  return {
    queued: count('queued'),
    running: count('running'),
    retrying: count('retrying'),
    needs_operator: count('needs_operator'),
    rolling_back: count('rolling_back'),
    stuck: count('stuck'),
    succeeded: count('succeeded'),
    rolled_back: count('rolled_back'),
    cancelled: count('cancelled'),
  }
}
