import { z } from 'zod'
import { listLinks, putLinkLimits } from '../../db/replication-links.ts'
import { getTarget } from '../../db/replication-targets.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { BandwidthTimetable } from '../../domain/timetable.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id } from '../fields.ts'
import { linkView, type LinkView } from './link-view.ts'

export const PutLink = z
  .strictObject({
    sourceTargetId: Id,
    drTargetId: Id,
    maxTransfers: z.number().int().min(1).max(64).default(2),
    bandwidthLimit: z.number().int().min(1024).nullable().default(null),
    bandwidthTimetable: BandwidthTimetable.nullable().default(null),
  })
  .refine(({ sourceTargetId, drTargetId }) => sourceTargetId !== drTargetId, {
    message: 'A link has two ends',
    path: ['drTargetId'],
  })

/** Sets all limits of a link; what is left out goes back to its default. Running transfers follow within seconds. */
export async function putLink(ctx: ServiceContext, input: z.input<typeof PutLink>): Promise<LinkView> {
  requireRole(ctx, 'admin')
  const link = PutLink.parse(input)
  return ctx.db.transaction(async (tx) => {
    const source = await getTarget(tx, link.sourceTargetId)
    const dr = await getTarget(tx, link.drTargetId)
    await putLinkLimits(tx, link)
    const { sourceTargetId, drTargetId, ...details } = link
    await audit(ctx, tx, {
      action: 'set_link_limits',
      objectType: 'link',
      objectId: `${sourceTargetId}/${drTargetId}`,
      objectName: `${source.name} → ${dr.name}`,
      details,
    })
    const row = (await listLinks(tx)).find(
      (candidate) => candidate.sourceTargetId === sourceTargetId && candidate.drTargetId === drTargetId,
    )
    if (!row) throw new ZerfauxError('not_found', `There is no link from ${source.name} to ${dr.name}`)
    return linkView(row)
  })
}
