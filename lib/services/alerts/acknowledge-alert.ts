import { acknowledgeAlert as acknowledge, getAlert } from '../../db/alerts.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { alertView, type AlertView } from './alert-view.ts'

/** Somebody has seen it and takes care. It stays open until it is over, and is no longer among what needs somebody. */
export async function acknowledgeAlert(ctx: ServiceContext, input: ById): Promise<AlertView> {
  requireRole(ctx, 'operator')
  const { id } = ById.parse(input)
  return ctx.db.transaction(async (tx) => {
    const before = await getAlert(tx, id)
    if (before.resolvedAt) throw new ZerfauxError('conflict', 'The alert is over, there is nothing to acknowledge')
    if (before.acknowledgedAt) return alertView(before)
    await acknowledge(tx, id, ctx.actor.name, ctx.now)
    await audit(ctx, tx, {
      action: 'acknowledge_alert',
      objectType: 'alert',
      objectId: id,
      objectName: before.subject,
      details: { kind: before.kind },
    })
    return alertView(await getAlert(tx, id))
  })
}
