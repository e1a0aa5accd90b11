import { and, eq, isNull, ne, or, sql } from 'drizzle-orm'
import { protectedVms } from '../../drizzle/schema/protected-vms.ts'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { recoveryPoints } from '../../drizzle/schema/recovery-points.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { mentionsOf, type ActiveJob, type Owners, type OwnerVm } from '../domain/leftover-owners.ts'
import type { Db } from './client.ts'
import { liveTransaction } from './live-transaction.ts'

/** Everything that things at the sites may belong to, as of now. One query after another: it may be a transaction. */
export async function readOwners(db: Db): Promise<Owners> {
  const { id, name, sourceTargetId, drTargetId, sourceDataset, drDataset } = protectionGroups
  const groups = await db
    .select({ id, name, sourceTargetId, drTargetId, sourceDataset, drDataset })
    .from(protectionGroups)
  const points = await db
    .select({ id: recoveryPoints.id, pinnedAt: recoveryPoints.pinnedAt })
    .from(recoveryPoints)
    .where(isNull(recoveryPoints.prunedAt))
  return {
    groups,
    activeJobs: await readActiveJobs(db),
    protectedVms: await readOwnerVms(db),
    points: new Map(points.map((point) => [point.id, { pinned: point.pinnedAt !== null }])),
  }
}

export async function readOwnerVms(db: Db): Promise<OwnerVm[]> {
  const { direction, sourceVcenterId, drVcenterId } = protectionGroups
  return db
    .select({
      id: protectedVms.id,
      vcenterId: sql<string>`case when ${direction} = 'forward' then ${drVcenterId} else ${sourceVcenterId} end`,
      shellMoref: protectedVms.drShellMoref,
    })
    .from(protectedVms)
    .innerJoin(protectionGroups, eq(protectionGroups.id, protectedVms.protectionGroupId))
}

/** Without those that release leftovers: what they were told to release is not theirs. */
export async function readActiveJobs(db: Db): Promise<ActiveJob[]> {
  const rows = await db
    .select({ id: replicationJobs.id, groupId: replicationJobs.protectionGroupId, params: replicationJobs.params })
    .from(replicationJobs)
    .where(and(isNull(replicationJobs.finishedAt), ne(replicationJobs.kind, 'release_leftovers')))
  return rows.map(({ params, ...job }) => ({ ...job, mentions: mentionsOf(params) }))
}

/**
 * Runs `work` with the owners as they are while no job of the group on that dataset can be made: a
 * new job refers to its group's row, which is locked here.
 */
export function whileNoJobBegins<Result>(
  db: Db,
  place: { readonly targetId: string; readonly dataset: string },
  work: (owners: Owners) => Promise<Result>,
): Promise<Result> {
  const { sourceTargetId, sourceDataset, drTargetId, drDataset } = protectionGroups
  return liveTransaction(db, async (tx) => {
    await tx
      .select({ id: protectionGroups.id })
      .from(protectionGroups)
      .where(
        or(
          and(eq(sourceTargetId, place.targetId), eq(sourceDataset, place.dataset)),
          and(eq(drTargetId, place.targetId), eq(drDataset, place.dataset)),
        ),
      )
      .for('update')
    return work(await readOwners(tx))
  })
}
