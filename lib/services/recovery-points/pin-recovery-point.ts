import { z } from 'zod'
import { getRecoveryPoint, updateRecoveryPoint } from '../../db/recovery-points.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id } from '../fields.ts'
import { placeHold } from './legal-hold.ts'
import { recoveryPointView, type RecoveryPointView } from './recovery-point-view.ts'

export const PinReason = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(1, { error: 'Enter something here', abort: true })
    .max(300)
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'Use one line without control characters'),
})
export const PinRecoveryPoint = z.strictObject({ id: Id, ...PinReason.shape })

/**
 * Legal hold: neither retention nor a command on the target removes the point until it is unpinned.
 * The hold is on the target, and was read back there, before it is on record. Pinned again, only the
 * reason changes.
 */
export async function pinRecoveryPoint(
  ctx: ServiceContext,
  input: z.input<typeof PinRecoveryPoint>,
): Promise<RecoveryPointView> {
  requireRole(ctx, 'operator')
  const { id, reason } = PinRecoveryPoint.parse(input)
  const before = await getRecoveryPoint(ctx.db, id)
  if (before.prunedAt) {
    throw new ZerfauxError('conflict', `${before.snapshotName} has been pruned and cannot be pinned any more`)
  }
  await placeHold(ctx, before)
  return ctx.db.transaction(async (tx) => {
    const { pinnedAt, pinnedBy, snapshotName } = await getRecoveryPoint(tx, id)
    await updateRecoveryPoint(tx, id, {
      pinnedAt: pinnedAt ?? ctx.now,
      pinnedBy: pinnedBy ?? `${ctx.actor.kind}:${ctx.actor.name}`,
      pinReason: reason,
    })
    await audit(ctx, tx, {
      action: 'pin_recovery_point',
      objectType: 'recovery_point',
      objectId: id,
      objectName: snapshotName,
      details: { reason, dataset: before.dataset },
    })
    return recoveryPointView(await getRecoveryPoint(tx, id))
  })
}
