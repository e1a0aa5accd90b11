import { deleteAlertChannel, getAlertChannel } from '../../db/alert-channels.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'

/** With it goes what was still to be sent to it, and the record of what was. */
export async function deleteChannel(ctx: ServiceContext, input: ById): Promise<void> {
  requireRole(ctx, 'admin')
  const { id } = ById.parse(input)
  await ctx.db.transaction(async (tx) => {
    const { name } = await getAlertChannel(tx, id)
    await deleteAlertChannel(tx, id)
    await audit(ctx, tx, {
      action: 'delete_alert_channel',
      objectType: 'alert_channel',
      objectId: id,
      objectName: name,
    })
  })
}
