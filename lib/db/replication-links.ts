import { aliasedTable, and, asc, count, eq, inArray, ne, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { protectionGroups } from '../../drizzle/schema/protection-groups.ts'
import { replicationJobs } from '../../drizzle/schema/replication-jobs.ts'
import { replicationLinks } from '../../drizzle/schema/replication-links.ts'
import { replicationTargets } from '../../drizzle/schema/replication-targets.ts'
import type { Bandwidth } from '../domain/bandwidth.ts'
import { BandwidthTimetable } from '../domain/timetable.ts'
import type { Db } from './client.ts'

/** The way from one appliance to another. */
export type LinkEnds = { readonly sourceTargetId: string; readonly drTargetId: string }
export type LinkLimits = Pick<
  typeof replicationLinks.$inferSelect,
  'maxTransfers' | 'bandwidthLimit' | 'bandwidthTimetable'
>

export type LinkListRow = LinkEnds &
  LinkLimits & {
    readonly sourceName: string
    readonly drName: string
    readonly groupCount: number
    /** Null: nobody has set anything, these are the defaults. */
    readonly updatedAt: Date | null
  }

export const defaultLinkLimits: LinkLimits = { maxTransfers: 2, bandwidthLimit: null, bandwidthTimetable: null }

/** What was set for that link, or the defaults. */
export async function getLinkLimits(db: Db, { sourceTargetId, drTargetId }: LinkEnds): Promise<LinkLimits> {
  const [row] = await db
    .select(limits)
    .from(replicationLinks)
    .where(and(eq(replicationLinks.sourceTargetId, sourceTargetId), eq(replicationLinks.drTargetId, drTargetId)))
  return row ?? defaultLinkLimits
}

const limits = {
  maxTransfers: replicationLinks.maxTransfers,
  bandwidthLimit: replicationLinks.bandwidthLimit,
  bandwidthTimetable: replicationLinks.bandwidthTimetable,
}

/** Every link that a group replicates over or that has limits of its own, by name. */
export async function listLinks(db: Db): Promise<LinkListRow[]> {
  const [source, dr] = [aliasedTable(replicationTargets, 'source'), aliasedTable(replicationTargets, 'dr')]
  const used = db
    .select({
      sourceTargetId: protectionGroups.sourceTargetId,
      drTargetId: protectionGroups.drTargetId,
      groupCount: count().as('group_count'),
    })
    .from(protectionGroups)
    .groupBy(protectionGroups.sourceTargetId, protectionGroups.drTargetId)
    .as('used')
  const isLink = and(eq(replicationLinks.sourceTargetId, source.id), eq(replicationLinks.drTargetId, dr.id))
  const rows = await db
    .select({
      sourceTargetId: source.id,
      sourceName: source.name,
      drTargetId: dr.id,
      drName: dr.name,
      groupCount: used.groupCount,
      ...limits,
      updatedAt: replicationLinks.updatedAt,
    })
    .from(source)
    .innerJoin(dr, sql`${source.id} <> ${dr.id}`)
    .leftJoin(used, and(eq(used.sourceTargetId, source.id), eq(used.drTargetId, dr.id)))
    .leftJoin(replicationLinks, isLink)
    .where(or(sql`${used.groupCount} is not null`, sql`${replicationLinks.maxTransfers} is not null`))
    .orderBy(asc(source.name), asc(dr.name))
  return rows.map(({ groupCount, maxTransfers, ...row }) => ({
    ...row,
    groupCount: groupCount ?? 0,
    maxTransfers: maxTransfers ?? defaultLinkLimits.maxTransfers,
  }))
}

/** What other transfers that move over the link right now are allowed by their groups. */
export async function listTransfersOnLink(
  db: Db,
  { sourceTargetId, drTargetId }: LinkEnds,
  exceptJobId: string,
): Promise<Bandwidth[]> {
  const { id, kind, status, journal } = replicationJobs
  // A repair carries the parameters of the run that it contains.
  const params = sql<unknown>`coalesce(${replicationJobs.params} -> 'replicate', ${replicationJobs.params})`
  const rows = await db
    .select({ params })
    .from(replicationJobs)
    .where(
      and(
        ne(id, exceptJobId),
        inArray(kind, ['replicate', 'repair_replica']),
        eq(status, 'running'),
        sql`${params} ->> 'sourceId' = ${sourceTargetId}`,
        sql`${params} ->> 'targetId' = ${drTargetId}`,
        sql`${journal} -> -1 ->> 'step' in ('send', 'finish_interrupted')`,
      ),
    )
  return rows.map((row) => GroupBandwidth.parse(row.params))
}

const GroupBandwidth = z.object({
  bandwidthLimit: z.number().nullable().default(null),
  bandwidthTimetable: BandwidthTimetable.nullable().default(null),
})

/** Sets all limits of a link. @throws what the database says when an end is not there. */
export async function putLinkLimits(db: Db, link: LinkEnds & LinkLimits): Promise<void> {
  const { sourceTargetId: _source, drTargetId: _dr, ...set } = link
  await db
    .insert(replicationLinks)
    .values(link)
    .onConflictDoUpdate({
      target: [replicationLinks.sourceTargetId, replicationLinks.drTargetId],
      set: { ...set, updatedAt: sql`now()` },
    })
}
