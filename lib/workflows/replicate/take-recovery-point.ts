import { ZerfauxError } from '../../domain/errors.ts'
import { newestCommon } from '../../domain/send-plan.ts'
import { HoldTag, stepHold } from '../../domain/zfs-names.ts'
import type { DatasetState, Snapshot, ZfsChange } from '../../domain/zfs-state.ts'
import type { ReplicateParams } from './replicate-params.ts'
import { applyAll, observeBoth, recoveryPointId, type ReplicateStep, type ReplicateTools } from './replicate-tools.ts'

export const takeRecoveryPoint: ReplicateStep = {
  name: 'take_recovery_point',
  title: 'Take recovery point',
  async run(params, tools) {
    const { source: before, target } = await observeBoth(params, tools)
    const base = newestCommon(before, target)
    const tag = stepHold(params.jobId)
    const changes: ZfsChange[] = [
      {
        do: 'snapshot',
        datasets: [params.source],
        name: params.snapshot,
        properties: {
          'zfx:group': params.groupId,
          'zfx:seq': String(params.sequence),
          // Quiescing guests is not built yet: every point is what a power cut would leave.
          'zfx:consistency': 'crash',
        },
      },
      ...[params.snapshot, ...(base ? [base.name] : [])].map(
        (snapshot) => ({ do: 'hold', dataset: params.source, snapshot, tag }) satisfies ZfsChange,
      ),
    ]
    const source = await tools.source.applyAndObserve(changes, params.source)
    const taken = source?.snapshots.find((snapshot) => snapshot.name === params.snapshot)
    if (!source || !taken)
      throw new ZerfauxError(
        'remote_rejected',
        `The snapshot ${params.source}@${params.snapshot} is not there after it was taken`,
      )
    const newestOnTarget = target?.snapshots.at(-1)
    if (base && newestOnTarget?.guid === base.guid && target?.written === 0 && nothingSince(source, base, taken)) {
      await confirmUnchanged(params, tools, base, taken)
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

/** The point this job is about: its own snapshot, or the one it confirmed as still current. */
export function subjectOf(params: ReplicateParams, source: DatasetState, target: DatasetState | null): Snapshot | null {
  return source.snapshots.find((snapshot) => snapshot.name === params.snapshot) ?? newestCommon(source, target)
}
