import { z } from 'zod'
import { listJobs as query } from '../../db/replication-jobs.ts'
import { jobKinds } from '../../domain/job-kind.ts'
import { jobStatuses } from '../../domain/job-status.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { Flag, Id, listQuery, pageOf } from '../fields.ts'
import { waitsFor } from './waits-for.ts'
import { JobView, jobView } from './job-view.ts'

const { q: _, ...paged } = listQuery
export const ListJobs = z.strictObject({
  ...paged,
  kind: z.enum(jobKinds).optional(),
  status: z.enum(jobStatuses).optional(),
  groupId: Id.optional(),
  vcenterId: Id.optional(),
  protectedVmId: Id.optional(),
  batchId: Id.optional(),
  settled: Flag.optional().meta({ description: 'false: only what is still under way or waits for somebody' }),
})
export const JobPage = pageOf(JobView)

/** Newest first. */
export async function listJobs(ctx: ServiceContext, input: z.input<typeof ListJobs>): Promise<z.infer<typeof JobPage>> {
  requireRole(ctx, 'viewer')
  const { items, nextCursor } = await query(ctx.db, ListJobs.parse(input))
  const waiting = await waitsFor(ctx.db, items)
  return { items: items.map((job) => jobView(job, waiting)), nextCursor }
}
