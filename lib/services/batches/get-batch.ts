import type { Db } from '../../db/client.ts'
import { listJobsOfBatch, type JobListRow } from '../../db/replication-jobs.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { waitsFor } from '../jobs/waits-for.ts'
import { batchView, type BatchView } from './batch-view.ts'

/** Jobs that were asked for together, in their order. */
export async function getBatch(ctx: ServiceContext, input: ById): Promise<BatchView> {
  requireRole(ctx, 'viewer')
  const { id } = ById.parse(input)
  const jobs = await jobsOfBatch(ctx.db, id)
  return batchView(id, jobs, await waitsFor(ctx.db, jobs))
}

export async function jobsOfBatch(db: Db, id: string): Promise<[JobListRow, ...JobListRow[]]> {
  const [first, ...others] = await listJobsOfBatch(db, id)
  if (!first) throw new ZerfauxError('not_found', `There is no batch with id ${id}`)
  return [first, ...others]
}
