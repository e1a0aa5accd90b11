import { deleteGroup as remove, getGroup } from '../../db/protection-groups.ts'
import { countPinned } from '../../db/recovery-points.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { groupCan } from '../../domain/group-can.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'

/** Forgets the group. What lies on the appliances stays: snapshots, holds and the replica are nobody's to destroy unasked. */
export async function deleteGroup(ctx: ServiceContext, input: ById): Promise<void> {
  requireRole(ctx, 'admin')
  const { id } = ById.parse(input)
  await ctx.db.transaction(async (tx) => {
    const row = await getGroup(tx, id)
    const may = groupCan.delete({ ...row, recoveryPoints: row.recoveryPointCount })
    if (!may.ok) throw new ZerfauxError('conflict', `${row.name} cannot be deleted now: ${may.because}`)
    const pinned = await countPinned(tx, id)
    if (pinned > 0) {
      throw new ZerfauxError('conflict', `${row.name} cannot be deleted: ${pinned} of its recovery points are pinned`, {
        hint: 'Unpin them first, if what they were pinned for is over.',
      })
    }
    await remove(tx, id)
    const details = { sourceDataset: row.sourceDataset, drDataset: row.drDataset }
    await audit(ctx, tx, {
      action: 'delete_group',
      objectType: 'protection_group',
      objectId: id,
      objectName: row.name,
      details,
    })
  })
}
