import { listLastRuns as query } from '../../db/last-runs.ts'
import type { JobStatus } from '../../domain/job-status.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { iso } from '../fields.ts'

export type LastRunView = { readonly jobId: string; readonly status: JobStatus; readonly at: string }

/** By group id. For the overview; a group that never ran is not in it. */
export async function listLastRuns(ctx: ServiceContext): Promise<ReadonlyMap<string, LastRunView>> {
  requireRole(ctx, 'viewer')
  const rows = await query(ctx.db)
  return new Map(
    rows.flatMap(({ jobId, groupId, status, createdAt }) =>
      groupId === null ? [] : [[groupId, { jobId, status, at: iso(createdAt) }] as const],
    ),
  )
}
