import { and, desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { recoveryPoints } from '../../drizzle/schema/recovery-points.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { pointConsistency } from '../domain/quiesce.ts'
import { RecoveryPointLabel } from '../domain/recovery-point-label.ts'
import { VmConsistency } from '../domain/vm-consistency.ts'
import type { Db } from './client.ts'

const Params = z.object({ label: RecoveryPointLabel.nullish() })
const Result = z.object({ vmConsistency: z.array(VmConsistency).nullish() })

/**
 * Lets a point say what the run that took it knew: its label, and how each VM held still. For points that
 * a later run brought to the target, after their own had been cancelled or given up.
 */
export async function describeByItsRun(db: Db, pointId: string, groupId: string, snapshotName: string): Promise<void> {
  const [run] = await db
    .select({ params: replicationJobs.params, result: replicationJobs.result })
    .from(replicationJobs)
    .where(
      and(
        eq(replicationJobs.protectionGroupId, groupId),
        eq(sql`${replicationJobs.params} ->> 'snapshot'`, snapshotName),
      ),
    )
    .orderBy(desc(replicationJobs.createdAt))
    .limit(1)
  const label = Params.safeParse(run?.params).data?.label ?? null
  const vmConsistency = Result.safeParse(run?.result).data?.vmConsistency ?? null
  if (label === null && vmConsistency === null) return
  await db
    .update(recoveryPoints)
    .set({ label, vmConsistency, consistency: pointConsistency(vmConsistency) })
    .where(eq(recoveryPoints.id, pointId))
}
