import { z } from 'zod'
import { getGroup, updateGroup as change } from '../../db/protection-groups.ts'
import { getTarget } from '../../db/replication-targets.ts'
import { judgePlacementsAnew } from '../../db/vm-placements.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { groupCan } from '../../domain/group-can.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { Id } from '../fields.ts'
import { refuseOutside, refuseUnreceivable } from './create-group.ts'
import { groupFields } from './group-fields.ts'
import { groupView, type GroupView } from './group-view.ts'

/** Where a group lives is fixed; how it is replicated can change. */
const { sourceVcenterId: _s, drVcenterId: _d, sourceTargetId: _st, drTargetId: _dt, ...changeable } = groupFields
export const GroupChanges = z.strictObject(changeable).partial()
export const UpdateGroup = z.object({ id: Id, changes: GroupChanges })

export async function updateGroup(ctx: ServiceContext, input: z.input<typeof UpdateGroup>): Promise<GroupView> {
  requireRole(ctx, 'operator')
  const { id, changes } = UpdateGroup.parse(input)
  return ctx.db.transaction(async (tx) => {
    const before = await getGroup(tx, id)
    const may = groupCan.edit({ ...before, recoveryPoints: before.recoveryPointCount })
    if (!may.ok) throw new ZerfauxError('conflict', `${before.name} cannot be changed now: ${may.because}`)
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
    const moved =
      (changes.sourceDataset ?? before.sourceDataset) !== before.sourceDataset ||
      (changes.drDataset ?? before.drDataset) !== before.drDataset
    if (moved && before.activeJobId) {
      throw new ZerfauxError('conflict', `${before.name} has a job under way; its datasets cannot be changed now`, {
        hint: 'Wait until it has ended, or cancel it first.',
      })
    }
    if (moved && before.recoveryPointCount > 0) {
      throw new ZerfauxError(
        'conflict',
        `${before.name} has recovery points; its datasets cannot be changed any more`,
        {
          hint: 'Make a new group for other datasets.',
        },
      )
    }
    if (changes.sourceDataset)
      refuseOutside(changes.sourceDataset, await getTarget(tx, before.sourceTargetId), 'source_dataset')
    if (changes.drDataset) refuseOutside(changes.drDataset, await getTarget(tx, before.drTargetId), 'dr_dataset')
    const { transport, drDataset } = { ...before, ...given }
    if (transport === 'direct' && (transport !== before.transport || drDataset !== before.drDataset))
      refuseUnreceivable(drDataset, await getTarget(tx, before.drTargetId))
    // Decided anew from what it is now.
    await change(tx, id, { ...given, nextDueAt: null })
    if (changes.protectionDatastore && changes.protectionDatastore !== before.protectionDatastore)
      await judgePlacementsAnew(tx, id, changes.protectionDatastore)
    const details = { changed: Object.keys(changes) }
    await audit(ctx, tx, {
      action: 'update_group',
      objectType: 'protection_group',
      objectId: id,
      objectName: before.name,
      details,
    })
    return groupView(await getGroup(tx, id), ctx.now)
  })
}
