import { desc, isNotNull } from 'drizzle-orm'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import type { JobStatus } from '../domain/job-status.ts'
import type { Db } from './client.ts'

export type LastRun = {
  readonly jobId: string
  readonly groupId: string | null
  readonly status: JobStatus
  readonly createdAt: Date
}

/** The newest job of each protection group that has any. */
export async function listLastRuns(db: Db): Promise<LastRun[]> {
  const { id, protectionGroupId, status, createdAt } = replicationJobs
  return db
    .selectDistinctOn([protectionGroupId], { jobId: id, groupId: protectionGroupId, status, createdAt })
    .from(replicationJobs)
    .where(isNotNull(protectionGroupId))
    .orderBy(protectionGroupId, desc(createdAt))
}
