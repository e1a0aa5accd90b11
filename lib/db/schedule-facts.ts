import { aliasedTable, and, eq, isNull, max, notExists, sql, type SQL } from 'drizzle-orm'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { recoveryPoints } from '../../drizzle/schema/recovery-points.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { replicationTargets } from '../../drizzle/schema/replication-targets.ts'
import type { ScheduleFacts } from '../domain/schedule-plan.ts'
import type { Db } from './client.ts'
import { listRunLengths } from './run-lengths.ts'

export type GroupSchedule = ScheduleFacts & { readonly updatedAt: Date }

/** Groups that shall run by themselves and have no due time yet: new ones, changed ones, those whose run has ended. */
export function listUndecided(db: Db): Promise<GroupSchedule[]> {
  const active = db
    .select({ one: sql`1` })
    .from(replicationJobs)
    .where(and(eq(replicationJobs.protectionGroupId, protectionGroups.id), isNull(replicationJobs.finishedAt)))
  return readSchedules(
    db,
    and(eq(protectionGroups.state, 'protecting'), isNull(protectionGroups.nextDueAt), notExists(active)),
  )
}

export async function getSchedule(db: Db, groupId: string): Promise<GroupSchedule | null> {
  return (await readSchedules(db, eq(protectionGroups.id, groupId)))[0] ?? null
}

async function readSchedules(db: Db, where: SQL | undefined): Promise<GroupSchedule[]> {
  const [source, dr] = [aliasedTable(replicationTargets, 'source'), aliasedTable(replicationTargets, 'dr')]
  // Of each group asked for, not of all: this is read every two seconds.
  const points = db
    .select({ currentUntil: max(recoveryPoints.currentUntil).as('until') })
    .from(recoveryPoints)
    .where(and(eq(recoveryPoints.protectionGroupId, protectionGroups.id), isNull(recoveryPoints.prunedAt)))
    .as('points')
  const ended = db
    .select({ endedAt: replicationJobs.finishedAt, status: replicationJobs.status })
    .from(replicationJobs)
    .where(
      and(eq(replicationJobs.protectionGroupId, protectionGroups.id), sql`${replicationJobs.finishedAt} is not null`),
    )
    .orderBy(sql`${replicationJobs.createdAt} desc`)
    .limit(1)
    .as('ended')
  const rows = await db
    .select({
      group: protectionGroups,
      sourceWindows: source.maintenance,
      drWindows: dr.maintenance,
      currentUntil: points.currentUntil,
      endedAt: ended.endedAt,
      endedAs: ended.status,
      now: sql`now()`.mapWith(protectionGroups.createdAt),
    })
    .from(protectionGroups)
    .innerJoin(source, eq(source.id, protectionGroups.sourceTargetId))
    .innerJoin(dr, eq(dr.id, protectionGroups.drTargetId))
    .leftJoinLateral(points, sql`true`)
    .leftJoinLateral(ended, sql`true`)
    .where(where)
  const lengths = await listRunLengths(
    db,
    rows.map(({ group }) => group.id),
  )
  return rows.map(({ group, sourceWindows, drWindows, currentUntil, endedAt, endedAs, now }) => ({
    groupId: group.id,
    rpoMinutes: group.rpoMinutes,
    schedule: group.schedule,
    scheduleTimeZone: group.scheduleTimeZone,
    since: group.updatedAt,
    updatedAt: group.updatedAt,
    currentUntil,
    runs: lengths.get(group.id) ?? [],
    lastRun: endedAt && { endedAt, succeeded: endedAs === 'succeeded' },
    windows: [group.maintenance, sourceWindows, drWindows],
    now,
  }))
}
