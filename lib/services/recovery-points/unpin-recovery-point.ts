import { getRecoveryPoint, updateRecoveryPoint } from '../../db/recovery-points.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { liftHold } from './legal-hold.ts'
import { recoveryPointView, type RecoveryPointView } from './recovery-point-view.ts'

/** Retention may remove the point from its next round on. Stopped in between, the point stays pinned: it is on record until the end. */
export async function unpinRecoveryPoint(ctx: ServiceContext, input: ById): Promise<RecoveryPointView> {
  requireRole(ctx, 'admin')
  const { id } = ById.parse(input)
  const before = await getRecoveryPoint(ctx.db, id)
  await liftHold(ctx, before)
  return ctx.db.transaction(async (tx) => {
    await updateRecoveryPoint(tx, id, { pinnedAt: null, pinnedBy: null, pinReason: null })
    await audit(ctx, tx, {
      action: 'unpin_recovery_point',
      objectType: 'recovery_point',
      objectId: id,
      objectName: before.snapshotName,
      details: { reason: before.pinReason, dataset: before.dataset },
    })
    return recoveryPointView(await getRecoveryPoint(tx, id))
  })
}
