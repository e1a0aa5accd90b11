import { getGroup, updateGroup } from '../../db/protection-groups.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { groupCan } from '../../domain/group-can.ts'
import { audit, requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { groupView, type GroupView } from './group-view.ts'

/** No run starts any more, neither by itself nor on demand. One that is under way is finished. */
export async function pauseGroup(ctx: ServiceContext, input: ById): Promise<GroupView> {
  requireRole(ctx, 'operator')
  return change(ctx, input, 'pause', (now) => ({ state: 'paused', pausedAt: now, nextDueAt: null }))
}

/** Runs start again by themselves: what is overdue by then, once. */
export async function resumeGroup(ctx: ServiceContext, input: ById): Promise<GroupView> {
  requireRole(ctx, 'operator')
  return change(ctx, input, 'resume', () => ({ state: 'protecting', pausedAt: null, nextDueAt: null }))
}

async function change(
  ctx: ServiceContext,
  input: ById,
  verb: 'pause' | 'resume',
  to: (now: Date) => Parameters<typeof updateGroup>[2],
): Promise<GroupView> {
  const { id } = ById.parse(input)
  return ctx.db.transaction(async (tx) => {
    const group = await getGroup(tx, id)
    const may = groupCan[verb]({ ...group, recoveryPoints: group.recoveryPointCount })
    if (!may.ok) throw new ZerfauxError('conflict', `${group.name} cannot be ${verb}d now: ${may.because}`)
    await updateGroup(tx, id, to(ctx.now))
    await audit(ctx, tx, {
      action: `${verb}_group`,
      objectType: 'protection_group',
      objectId: id,
      objectName: group.name,
    })
    return groupView(await getGroup(tx, id), ctx.now)
  })
}
