import { z } from 'zod'
import { getAlertChannel, listAlertChannels } from '../../db/alert-channels.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById, listQuery, pageOf } from '../fields.ts'
import { ChannelView, channelView } from './channel-view.ts'

const { q: _, ...paged } = listQuery
export const ListChannels = z.strictObject(paged)
export const ChannelPage = pageOf(ChannelView)

export async function listChannels(
  ctx: ServiceContext,
  input: z.input<typeof ListChannels>,
): Promise<z.infer<typeof ChannelPage>> {
  requireRole(ctx, 'admin')
  const { items, nextCursor } = await listAlertChannels(ctx.db, ListChannels.parse(input))
  return { items: items.map(channelView), nextCursor }
}

export async function getChannel(ctx: ServiceContext, input: ById): Promise<ChannelView> {
  requireRole(ctx, 'admin')
  return channelView(await getAlertChannel(ctx.db, ById.parse(input).id))
}
