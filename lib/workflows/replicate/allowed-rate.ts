import type { Db } from '../../db/client.ts'
import { getLinkLimits, listTransfersOnLink } from '../../db/replication-links.ts'
import { bandwidthAt, shareOfLink } from '../../domain/bandwidth.ts'
import type { ReplicateParams } from './replicate-params.ts'

/**
 * Bytes per second that a job's transfer may use now: its group's limit, and its share of the link's.
 * The link is read anew each time, so a new limit reaches transfers that are under way.
 */
export async function allowedRate(
  db: Db,
  params: Pick<ReplicateParams, 'jobId' | 'sourceId' | 'targetId' | 'bandwidthLimit' | 'bandwidthTimetable'>,
  now: Date,
): Promise<number | null> {
  const ends = { sourceTargetId: params.sourceId, drTargetId: params.targetId }
  const own = bandwidthAt(params, now)
  const link = bandwidthAt(await getLinkLimits(db, ends), now)
  if (link === null) return own
  const others = await listTransfersOnLink(db, ends, params.jobId)
  return shareOfLink(
    link,
    own,
    others.map((other) => bandwidthAt(other, now)),
  )
}
