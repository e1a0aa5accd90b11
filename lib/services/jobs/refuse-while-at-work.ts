import type { Db } from '../../db/client.ts'
import { listActiveJobsOfVms } from '../../db/replication-jobs.ts'
import { ZerfauxError } from '../../domain/errors.ts'

/** A job that goes on about a VM which nobody knows any more would leave its work behind. */
export async function refuseWhileAtWork(tx: Db, protectedVmId: string, name: string): Promise<void> {
  const [job] = await listActiveJobsOfVms(tx, [protectedVmId])
  if (!job) return
  throw new ZerfauxError('conflict', `${name} has a job under way`, {
    hint: 'Wait until it has ended, or cancel it first.',
    facts: { jobId: job.id },
  })
}
