import { z } from 'zod'
import { getRecoveryPoint, updateRecoveryPoint } from '../../db/recovery-points.ts'
import { RecoveryPointLabel } from '../../domain/recovery-point-label.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id } from '../fields.ts'
import { recoveryPointView, type RecoveryPointView } from './recovery-point-view.ts'

export const RecoveryPointChanges = z.strictObject({ label: RecoveryPointLabel.nullable() })
export const LabelRecoveryPoint = z.strictObject({ id: Id, changes: RecoveryPointChanges })

/** An operator's own word for a recovery point. It keeps nothing: that is what pinning is for. */
export async function labelRecoveryPoint(
  ctx: ServiceContext,
  input: z.input<typeof LabelRecoveryPoint>,
): Promise<RecoveryPointView> {
  requireRole(ctx, 'operator')
  const { id, changes } = LabelRecoveryPoint.parse(input)
  return ctx.db.transaction(async (tx) => {
    const before = await getRecoveryPoint(tx, id)
    await updateRecoveryPoint(tx, id, changes)
    await audit(ctx, tx, {
      action: 'label_recovery_point',
      objectType: 'recovery_point',
      objectId: id,
      objectName: before.snapshotName,
      details: { ...changes, before: before.label },
    })
    return recoveryPointView(await getRecoveryPoint(tx, id))
  })
}
