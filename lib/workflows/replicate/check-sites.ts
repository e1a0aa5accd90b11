import { ZerfauxError } from '../../domain/errors.ts'
import { newestCommon, planSend, newestReceived } from '../../domain/send-plan.ts'
import type { DatasetState } from '../../domain/zfs-state.ts'
import type { ReplicateParams } from './replicate-params.ts'
import { observeBoth, type ReplicateStep, type ReplicateTools } from './replicate-tools.ts'

/** Before anything is changed: do both sides answer, do they belong together, could a send help at all? */
export const checkSites: ReplicateStep = {
  name: 'check_sites',
  title: 'Check both appliances',
  async run(params, tools) {
    const { source, target } = await observeBoth(params, tools)
    refuseForeign(params, source, 'primary')
    if (!target) return noticeLoss(params, tools)
    refuseForeign(params, target, 'replica')
    if (target.receiveResumeToken) return
    newestReceived(target)
    const newest = source.snapshots.at(-1)
    if (newest && newestCommon(source, target)?.guid !== newest.guid) planSend(source, target, newest.guid)
  },
}

/** Seeding anew is right, but that the old recovery points are gone must not pass in silence. */
async function noticeLoss(params: ReplicateParams, tools: ReplicateTools): Promise<void> {
  const lost = await tools.points.count(params.groupId, params.targetId)
  if (lost === 0) return
  const error = new ZerfauxError(
    'diverged',
    `The replica ${params.target} is gone, and with it ${lost} recovery points that are on record`,
    {
      hint: 'This run seeds it anew. Find out who removed it; recovery points are held, so it was no accident of retention.',
    },
  )
  await tools.notice('check_sites', error)
}

/** The epoch is a fencing token: a revived old primary must not push over the new one. */
function refuseForeign(params: ReplicateParams, state: DatasetState, role: 'primary' | 'replica'): void {
  const { 'zfx:group': group, 'zfx:epoch': epoch, 'zfx:role': found } = state.properties
  if (group && group !== params.groupId) {
    throw new ZerfauxError('precondition_failed', `${state.dataset} belongs to another protection group (${group})`, {
      hint: 'Choose another dataset. If that group is gone for good, clear its mark: zfs inherit zfx:group.',
    })
  }
  if (epoch && Number(epoch) !== params.epoch) {
    throw new ZerfauxError(
      'precondition_failed',
      `${state.dataset} is at epoch ${epoch}, the group at ${params.epoch}`,
      {
        hint: 'A failover happened that this job does not know of. Look at both sites before replicating.',
      },
    )
  }
  if (found && found !== role) {
    throw new ZerfauxError('precondition_failed', `${state.dataset} is marked as ${found}, but should be the ${role}`, {
      hint: 'The direction of this group was changed at the sites. Look at both before replicating.',
    })
  }
}
