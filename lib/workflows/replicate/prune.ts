import { ZerfauxError } from '../../domain/errors.ts'
import { planPrune, type PrunePlan } from '../../domain/prune-plan.ts'
import { newestCommon } from '../../domain/send-plan.ts'
import type { DatasetName } from '../../domain/zfs-names.ts'
import type { ZfsDriver } from '../../drivers/zfs/zfs-driver.ts'
import { applyAll, holdOf, observeBoth, type ReplicateStep, type ReplicateTools } from './replicate-tools.ts'

/** What one script destroys at most: between two the job can be stopped. */
const BATCH = 100
/** Points that a notice names; of the rest it says how many. */
const NAMED = 5

/** Retention of both sides. What is busy stays until the next round, with a notice: never a failed replication (failure-modes row 6). */
export const prune: ReplicateStep = {
  name: 'prune',
  title: 'Prune old recovery points',
  async run(params, tools) {
    const { source, target } = await observeBoth(params, tools)
    const common = newestCommon(source, target)
    if (!target || !common)
      throw new ZerfauxError('not_found', `${params.target} shares no recovery point with the source any more`)
    const pins = await tools.points.pins(params.groupId, params.targetId)
    const context = { newestCommonGuid: common.guid, pins }
    const onSource = planPrune(source, params.retention.source, { ...context, pins: new Map(), ownHold: null })
    const onTarget = planPrune(target, params.retention.target, { ...context, ownHold: holdOf(params.targetId) })
    await carryOut(tools, tools.source, params.source, onSource)
    await carryOut(tools, tools.target, params.target, onTarget)
    const left = onTarget.guids.length > 0 ? ((await tools.target.observe(params.target)) ?? target) : target
    await tools.points.reconcile(
      params.groupId,
      params.targetId,
      left.snapshots.map((snapshot) => snapshot.guid),
    )
  },
}

async function carryOut(
  tools: ReplicateTools,
  driver: ZfsDriver,
  dataset: DatasetName,
  plan: PrunePlan,
): Promise<void> {
  const busy: { readonly name: string; readonly because: string }[] = [...plan.kept]
  for (let at = 0; at < plan.changes.length; at += BATCH) {
    tools.signal.throwIfAborted()
    const last = at + BATCH >= plan.changes.length
    busy.push(...(await destroyUnlessBusy(driver, dataset, plan.changes.slice(at, at + BATCH), last)))
  }
  if (busy.length > 0) await tools.notice('prune', stillThere(dataset, busy))
}

/** One busy point does not save the others. The change that was refused is the first whose snapshot is still there. */
async function destroyUnlessBusy(
  driver: ZfsDriver,
  dataset: DatasetName,
  changes: PrunePlan['changes'],
  thenLook: boolean,
): Promise<{ readonly name: string; readonly because: string }[]> {
  const busy: { name: string; because: string }[] = []
  let left = changes
  while (left.length > 0) {
    try {
      await (thenLook ? applyAll(driver, dataset, left) : driver.apply(left))
      return busy
    } catch (error) {
      if (!(error instanceof ZerfauxError) || error.code !== 'busy') throw error
      const present = new Set((await driver.observe(dataset))?.snapshots.map(({ guid }) => guid))
      const refused = left.findIndex(({ guid }) => present.has(guid))
      const change = left[refused]
      if (!change) return busy
      busy.push({ name: change.snapshot, because: error.message })
      left = left.slice(refused + 1)
    }
  }
  return busy
}

function stillThere(
  dataset: DatasetName,
  busy: readonly { readonly name: string; readonly because: string }[],
): ZerfauxError {
  const named = busy.slice(0, NAMED).map(({ name, because }) => `${name}: ${because}`)
  const more = busy.length > NAMED ? [`and ${busy.length - NAMED} more`] : []
  return new ZerfauxError(
    'busy',
    `${busy.length} recovery points of ${dataset} are beyond retention and stay: ${[...named, ...more].join('; ')}`,
    { hint: 'They are tried again in the next round. Release the holds or remove the clones if they are not needed.' },
  )
}
