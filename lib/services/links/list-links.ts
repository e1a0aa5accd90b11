import type { z } from 'zod'
import { listLinks as query } from '../../db/replication-links.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { pageOf } from '../fields.ts'
import { LinkView, linkView } from './link-view.ts'

export const LinkPage = pageOf(LinkView)

/** One page: there are no more links than pairs of appliances in use. */
export async function listLinks(ctx: ServiceContext): Promise<z.infer<typeof LinkPage>> {
  requireRole(ctx, 'viewer')
  const rows = await query(ctx.db)
  return { items: rows.map(linkView), nextCursor: null }
}
