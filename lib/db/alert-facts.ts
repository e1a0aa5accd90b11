import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { protectedVms } from '../../drizzle/schema/protected-vms.ts'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { recoveryPoints } from '../../drizzle/schema/recovery-points.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { replicationTargets } from '../../drizzle/schema/replication-targets.ts'
import { vcenterConnections } from '../../drizzle/schema/vcenter-connections.ts'
import { vms } from '../../drizzle/schema/vms.ts'
import type { MarkedVm } from '../domain/attention-findings.ts'
import type { ApplianceAlertFacts } from '../domain/appliance-findings.ts'
import type { ChangePoint } from '../domain/change-finding.ts'
import type { GroupAlertFacts } from '../domain/group-findings.ts'
import type { JobAlertFacts } from '../domain/job-finding.ts'
import type { Db } from './client.ts'
import { listRunLengths } from './run-lengths.ts'

/** As the job wrote it. */
const PilingUpFacts = z.object({
  points: z.number(),
  capped: z.boolean(),
  fullInDays: z.number().nullable(),
  message: z.string(),
  hint: z.string(),
})

/** Enough for ten days of a group that runs every quarter of an hour. */
const CHANGES_LOOKED_AT = 1000

/** What alerts about groups are judged by, in one query; nobody is asked but the database. */
export async function listGroupFacts(db: Db): Promise<GroupAlertFacts[]> {
  const newest = db
    .select({
      id: recoveryPoints.id,
      takenAt: recoveryPoints.takenAt,
      currentUntil: recoveryPoints.currentUntil,
      vmConsistency: recoveryPoints.vmConsistency,
    })
    .from(recoveryPoints)
    .where(and(eq(recoveryPoints.protectionGroupId, protectionGroups.id), isNull(recoveryPoints.prunedAt)))
    .orderBy(desc(recoveryPoints.sequence))
    .limit(1)
    .as('newest')
  const rows = await db
    .select({
      group: protectionGroups,
      newest: {
        id: newest.id,
        takenAt: newest.takenAt,
        currentUntil: newest.currentUntil,
        vmConsistency: newest.vmConsistency,
      },
      activeJob: { id: replicationJobs.id, status: replicationJobs.status },
      pilingUp: sql<unknown>`${replicationJobs.result}->'pilingUp'`,
    })
    .from(protectionGroups)
    .leftJoinLateral(newest, sql`true`)
    .leftJoin(
      replicationJobs,
      and(eq(replicationJobs.protectionGroupId, protectionGroups.id), isNull(replicationJobs.finishedAt)),
    )
  const runs = await listRunLengths(
    db,
    rows.map(({ group }) => group.id),
  )
  return rows.map(({ group, newest: point, activeJob, pilingUp }) => ({
    id: group.id,
    name: group.name,
    rpoMinutes: group.rpoMinutes,
    paused: group.pausedAt !== null,
    createdAt: group.createdAt,
    consistency: group.consistency,
    maxUnsentPoints: group.maxUnsentPoints,
    replicaWrittenBytes: group.replicaWrittenBytes,
    pilingUp: PilingUpFacts.safeParse(pilingUp).data ?? null,
    newestPoint: point,
    runs: runs.get(group.id) ?? [],
    activeJob: activeJob && {
      id: activeJob.id,
      waitsForPerson: activeJob.status === 'needs_operator' || activeJob.status === 'stuck',
    },
  }))
}

/** Jobs that wait for a person. */
export async function listWaitingJobs(db: Db): Promise<JobAlertFacts[]> {
  const groupId = sql`coalesce(${replicationJobs.protectionGroupId}, ${protectedVms.protectionGroupId})`
  const rows = await db
    .select({
      job: replicationJobs,
      groupId: protectionGroups.id,
      vmName: vms.name,
      groupName: protectionGroups.name,
      vcenterName: vcenterConnections.name,
      targetName: replicationTargets.name,
    })
    .from(replicationJobs)
    .leftJoin(protectedVms, eq(protectedVms.id, replicationJobs.protectedVmId))
    .leftJoin(vms, eq(vms.id, protectedVms.vmId))
    .leftJoin(protectionGroups, eq(protectionGroups.id, groupId))
    .leftJoin(vcenterConnections, eq(vcenterConnections.id, replicationJobs.vcenterId))
    .leftJoin(replicationTargets, eq(replicationTargets.id, replicationJobs.targetId))
    .where(and(isNull(replicationJobs.finishedAt), inArray(replicationJobs.status, ['needs_operator', 'stuck'])))
  return rows.map(({ job: { id, kind, status, targetId, error }, groupId: ofGroup, ...names }) => ({
    id,
    kind,
    status,
    groupId: ofGroup,
    targetId,
    subject: names.vmName ?? names.groupName ?? names.vcenterName ?? names.targetName,
    error,
  }))
}

/** Protected VMs that a sync has marked. */
export async function listMarkedVms(db: Db): Promise<MarkedVm[]> {
  return db
    .select({
      id: protectedVms.id,
      name: vms.name,
      groupId: protectedVms.protectionGroupId,
      attention: protectedVms.attention,
    })
    .from(protectedVms)
    .innerJoin(vms, eq(vms.id, protectedVms.vmId))
    .where(sql`jsonb_array_length(${protectedVms.attention}) > 0`)
}

export async function listApplianceFacts(db: Db): Promise<ApplianceAlertFacts[]> {
  const { id, name, lastCheck, lastCheckError } = replicationTargets
  return db
    .select({
      id,
      name,
      lastCheck,
      lastCheckError,
      used: sql<boolean>`exists (
        select 1 from ${protectionGroups} g where ${id} in (g.source_target_id, g.dr_target_id)
      )`,
    })
    .from(replicationTargets)
}

/** Oldest first, pruned ones too: what a group usually writes is not forgotten with its recovery points. */
export async function listChanges(db: Db, groupId: string): Promise<ChangePoint[]> {
  const { id, takenAt, currentUntil, writtenBytes, streamBytes, logicalBytes, prunedAt } = recoveryPoints
  const rows = await db
    .select({ id, takenAt, currentUntil, writtenBytes, streamBytes, logicalBytes, prunedAt })
    .from(recoveryPoints)
    .where(eq(recoveryPoints.protectionGroupId, groupId))
    .orderBy(desc(recoveryPoints.sequence))
    .limit(CHANGES_LOOKED_AT)
  return rows.toReversed().map(({ prunedAt: pruned, ...point }) => ({ ...point, pruned: pruned !== null }))
}
