import { getJob as query } from '../../db/replication-jobs.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { jobView, type JobView } from './job-view.ts'

export async function getJob(ctx: ServiceContext, input: ById): Promise<JobView> {
  requireRole(ctx, 'viewer')
  return jobView(await query(ctx.db, ById.parse(input).id))
}
