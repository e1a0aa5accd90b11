import { ZerfauxError } from '../../domain/errors.ts'
import { newestCommon } from '../../domain/send-plan.ts'
import { pointConsistency } from '../../domain/quiesce.ts'
import { cursorOf } from '../../domain/unsent-points.ts'
import { HoldTag, stepHold } from '../../domain/zfs-names.ts'
import type { DatasetState, Snapshot, ZfsChange } from '../../domain/zfs-state.ts'
import { vmsHeldNow } from './quiesce-vms.ts'
import { removeVmwareSnapshots } from './release-vms.ts'
import type { ReplicateParams } from './replicate-params.ts'
import {
  applyAll,
  pointProperties,
  recoveryPointId,
  type ReplicateStep,
  type ReplicateTools,
} from './replicate-tools.ts'
import { isTaken } from './subject.ts'
import { observeWhoAnswers } from './target-away.ts'
import { doubted } from './vm-facts.ts'

export const takeRecoveryPoint: ReplicateStep = {
  name: 'take_recovery_point',
  title: 'Take recovery point',
  async run(params, tools) {
    try {
      await take(params, tools)
    } catch (error) {
      // The step that releases them may be hours away now. Stopped from outside, the undo or another worker does it.
      if (!tools.signal.aborted) await removeVmwareSnapshots(params, tools, { step: 'take_recovery_point' })
      throw error
    }
  },
  /** The snapshot stays: the next run sends it along, or retention removes it. */
  async undo(params, tools) {
    const source = await tools.source.observe(params.source)
    const tag: string = stepHold(params.jobId)
    const held = source?.snapshots.filter((snapshot) => snapshot.holds.includes(tag)) ?? []
    await applyAll(
      tools.source,
      params.source,
      held.map((snapshot) => ({
        do: 'release',
        dataset: params.source,
        snapshot: snapshot.name,
        tag: HoldTag.parse(tag),
      })),
    )
  },
}

async function take(params: ReplicateParams, tools: ReplicateTools): Promise<void> {
  const { source: before, target, away } = await observeWhoAnswers(params, tools)
  const base = away ? lastKnownCommon(before, params.targetId) : newestCommon(before, target)
  const source = await snapshotAndHold(params, tools, before, base)
  const taken = source?.snapshots.find((snapshot) => snapshot.name === params.snapshot)
  if (!source || !taken)
    throw new ZerfauxError(
      'remote_rejected',
      `The snapshot ${params.source}@${params.snapshot} is not there after it was taken`,
    )
  const newestOnTarget = target?.snapshots.at(-1)
  const nothingToSend =
    base && newestOnTarget?.guid === base.guid && target?.written === 0 && nothingSince(source, base, taken)
  // Whoever labels a moment wants a point of that moment, also when nothing has changed.
  if (nothingToSend && params.label === null) await confirmUnchanged(params, tools, base, taken)
}

async function snapshotAndHold(
  params: ReplicateParams,
  tools: ReplicateTools,
  before: DatasetState,
  base: Snapshot | null,
): Promise<DatasetState | null> {
  const tag = stepHold(params.jobId)
  // Last of all before the snapshot: from here on guests wait, and nothing else should be waited for.
  const vms = params.quiesce && !isTaken(params, before) ? await vmsHeldNow(params, tools) : null
  const changes: ZfsChange[] = [
    {
      do: 'snapshot',
      datasets: [params.source],
      name: params.snapshot,
      properties: pointProperties(params, pointConsistency(vms)),
    },
    ...[params.snapshot, ...(base ? [base.name] : [])].map(
      (snapshot) => ({ do: 'hold', dataset: params.source, snapshot, tag }) satisfies ZfsChange,
    ),
  ]
  try {
    return await tools.source.applyAndObserve(changes, params.source)
  } catch (error) {
    // The appliance may have taken it all the same, at a moment that nobody knows.
    if (vms && !tools.signal.aborted)
      await tools.result({ vmConsistency: doubted(vms), consistency: pointConsistency(doubted(vms)) })
    throw error
  }
}

/** While the target cannot be asked. */
function lastKnownCommon(source: DatasetState, targetId: string): Snapshot | null {
  const cursor = cursorOf(source, targetId)
  return source.snapshots.find(({ guid }) => guid === cursor?.guid) ?? null
}

/** Each snapshot counts what was written since the one before; all zero means equal content. */
function nothingSince(source: DatasetState, base: Snapshot, taken: Snapshot): boolean {
  return source.snapshots
    .filter((snapshot) => snapshot.createTxg > base.createTxg && snapshot.createTxg <= taken.createTxg)
    .every((snapshot) => snapshot.written === 0)
}

async function confirmUnchanged(
  params: ReplicateParams,
  tools: ReplicateTools,
  base: Snapshot,
  taken: Snapshot,
): Promise<void> {
  await tools.points.confirm(recoveryPointId(params.targetId, base.guid), new Date(taken.creation * 1000))
  await tools.result({ outcome: 'unchanged' })
  const [dataset, tag] = [params.source, stepHold(params.jobId)]
  const changes: ZfsChange[] = [
    { do: 'release', dataset, snapshot: taken.name, tag },
    { do: 'destroy_snapshot', dataset, snapshot: taken.name, guid: taken.guid },
    { do: 'release', dataset, snapshot: base.name, tag },
  ]
  await applyAll(tools.source, dataset, changes)
}
