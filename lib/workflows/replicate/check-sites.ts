import { ZerfauxError } from '../../domain/errors.ts'
import { refuseForeign } from '../../domain/foreign-dataset.ts'
import { newestCommon, planSend, newestReceived } from '../../domain/send-plan.ts'
import type { DatasetState } from '../../domain/zfs-state.ts'
import type { ReplicateParams } from './replicate-params.ts'
import type { ReplicateStep, ReplicateTools } from './replicate-tools.ts'
import { observeWhoAnswers } from './target-away.ts'

/** Before anything is changed: do they belong together, could a send help at all? A target that does not answer is judged before the send. */
export const checkSites: ReplicateStep = {
  name: 'check_sites',
  title: 'Check both appliances',
  async run(params, tools) {
    const { source, target, away } = await observeWhoAnswers(params, tools)
    refuseForeign(params, source, 'primary')
    if (!away) await judgeTarget(params, tools, source, target)
  },
}

/** @throws ZerfauxError when the target is another's, was modified or has gone its own way */
export async function judgeTarget(
  params: ReplicateParams,
  tools: ReplicateTools,
  source: DatasetState,
  target: DatasetState | null,
): Promise<void> {
  if (!target) return noticeLoss(params, tools)
  refuseForeign(params, target, 'replica')
  if (target.receiveResumeToken) return
  newestReceived(target)
  const newest = source.snapshots.at(-1)
  if (newest && newestCommon(source, target)?.guid !== newest.guid) planSend(source, target, newest.guid)
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
