import { ZerfauxError } from '../../domain/errors.ts'
import { planPrune } from '../../domain/prune-plan.ts'
import { newestCommon } from '../../domain/send-plan.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import type { ZfsChange } from '../../domain/zfs-state.ts'
import type { ZfsDriver } from '../../drivers/zfs/zfs-driver.ts'
import { applyAll, holdOf, observeBoth, type ReplicateStep, type ReplicateTools } from './replicate-tools.ts'

/** Retention of both sides. What is busy stays until the next round, with a notice: never a failed replication (failure-modes row 6). */
export const prune: ReplicateStep = {
  name: 'prune',
  title: 'Prune old recovery points',
  async run(params, tools) {
    const { source, target } = await observeBoth(params, tools)
    const common = newestCommon(source, target)
    if (!target || !common)
      throw new ZerfauxError('not_found', `${params.target} shares no recovery point with the source any more`)
    const onSource = planPrune(source, params.retention.source.keepLast, common.guid, null)
    const onTarget = planPrune(target, params.retention.target.keepLast, common.guid, holdOf(params.targetId))
    await applyUnlessBusy(tools, tools.source, params.source, onSource.changes)
    await applyUnlessBusy(tools, tools.target, params.target, onTarget.changes)
    const left = onTarget.guids.length > 0 ? ((await tools.target.observe(params.target)) ?? target) : target
    await tools.points.reconcile(
      params.groupId,
      params.targetId,
      left.snapshots.map((snapshot) => snapshot.guid),
    )
  },
}

async function applyUnlessBusy(
  tools: ReplicateTools,
  driver: ZfsDriver,
  dataset: DatasetName,
  changes: readonly ZfsChange[],
): Promise<void> {
  try {
    await applyAll(driver, dataset, changes)
  } catch (error) {
    if (!(error instanceof ZerfauxError) || error.code !== 'busy') throw error
    await tools.notice('prune', error)
  }
}
