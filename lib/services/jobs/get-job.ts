import { getJob as query } from '../../db/replication-jobs.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { waitsFor } from './waits-for.ts'
import { jobView, type JobView } from './job-view.ts'

export async function getJob(ctx: ServiceContext, input: ById): Promise<JobView> {
  requireRole(ctx, 'viewer')
  const job = await query(ctx.db, ById.parse(input).id)
  return jobView(job, await waitsFor(ctx.db, [job]))
}
