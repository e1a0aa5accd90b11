import { and, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { MoRef } from '../domain/inventory.ts'
import type { SnapshotMaker } from '../domain/snapshot-sweep.ts'
import type { Db } from './client.ts'

const TAKING_STEP = 'take_recovery_point'
const Params = z.object({ snapshot: z.string(), quiesce: z.object({ vms: z.array(z.object({ moref: MoRef })) }) })

/** The vCenters in which groups have VMs to hold still, or had. */
export async function listSourceVcenters(db: Db): Promise<string[]> {
  const rows = await db.selectDistinct({ id: protectionGroups.sourceVcenterId }).from(protectionGroups)
  return rows.map(({ id }) => id)
}

/** The runs that quiesced VMs of this vCenter under one of these names. */
export async function listSnapshotMakers(
  db: Db,
  vcenterId: string,
  names: readonly string[],
): Promise<SnapshotMaker[]> {
  if (names.length === 0) return []
  const rows = await db
    .select({
      jobId: replicationJobs.id,
      groupId: replicationJobs.protectionGroupId,
      groupName: protectionGroups.name,
      params: replicationJobs.params,
      status: replicationJobs.status,
      journal: replicationJobs.journal,
      restingSeconds: sql<number>`extract(epoch from now() - ${replicationJobs.updatedAt})::float8`,
    })
    .from(replicationJobs)
    .leftJoin(protectionGroups, eq(protectionGroups.id, replicationJobs.protectionGroupId))
    .where(
      and(
        eq(replicationJobs.kind, 'replicate'),
        inArray(sql`${replicationJobs.params} ->> 'snapshot'`, [...names]),
        eq(sql`${replicationJobs.params} -> 'quiesce' ->> 'vcenterId'`, vcenterId),
      ),
    )
  return rows.flatMap(({ params, journal, ...row }) => {
    const parsed = Params.safeParse(params).data
    if (!parsed) return []
    const taken = journal.find(({ step, event }) => step === TAKING_STEP && event === 'done')
    const takenSecondsAgo = taken ? (Date.now() - Date.parse(taken.at)) / 1000 : null
    return [{ ...row, name: parsed.snapshot, vms: parsed.quiesce.vms.map(({ moref }) => moref), takenSecondsAgo }]
  })
}
