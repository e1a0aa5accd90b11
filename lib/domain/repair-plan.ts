import { z } from 'zod'
import type { RepairScene } from './repair-ways.ts'
import { candidatePoint } from './repair-ways.ts'
import { DatasetName, Guid } from './zfs-names.ts'

/** The picture that a repair was planned on. A repair of any other picture is refused. */
export const PlannedPicture = z.object({
  source: Guid,
  target: Guid.nullable(),
  common: Guid.nullable(),
  targetPoints: z.array(Guid),
  modified: z.boolean(),
  token: z.string().nullable(),
  candidate: z
    .object({ dataset: DatasetName, guid: Guid, common: Guid.nullable(), points: z.array(Guid), modified: z.boolean() })
    .nullable(),
})
export type PlannedPicture = z.infer<typeof PlannedPicture>

/** What a decision rests on. New snapshots on the source are not part of it: they change nothing that was decided. */
export function pictureOf(scene: RepairScene): PlannedPicture {
  const { source, target, divergence, candidate } = scene
  return {
    source: source.guid,
    target: target?.guid ?? null,
    common: divergence.common?.guid ?? null,
    targetPoints: target?.snapshots.map(({ guid }) => guid) ?? [],
    modified: (target?.written ?? 0) > 0,
    token: target?.receiveResumeToken ?? null,
    candidate: candidate?.state
      ? {
          dataset: candidate.dataset,
          guid: candidate.state.guid,
          common: candidatePoint(scene)?.guid ?? null,
          points: candidate.state.snapshots.map(({ guid }) => guid),
          modified: candidate.state.written > 0,
        }
      : null,
  }
}

/** What has changed since, in words; empty where nothing has. */
export function changesSince(planned: PlannedPicture, now: PlannedPicture): string[] {
  const changes: string[] = []
  if (planned.source !== now.source) changes.push('the source dataset is another one')
  if (planned.target !== now.target)
    changes.push(now.target === null ? 'the replica is gone' : 'the replica is another dataset')
  if (planned.common !== now.common) changes.push('the newest common point is another one')
  changes.push(...pointChanges('the replica', planned.targetPoints, now.targetPoints))
  if (planned.modified !== now.modified)
    changes.push(now.modified ? 'the replica was written to' : 'the replica is no longer modified')
  if (planned.token !== now.token)
    changes.push(now.token === null ? 'the interrupted receive has ended' : 'another receive was interrupted')
  if (planned.candidate !== null) changes.push(...candidateChanges(planned.candidate, now.candidate))
  return changes
}

type PlannedCandidate = NonNullable<PlannedPicture['candidate']>

function candidateChanges(planned: PlannedCandidate, now: PlannedCandidate | null): string[] {
  if (now?.guid !== planned.guid) return [`${planned.dataset} is gone or another dataset`]
  const changes = pointChanges(planned.dataset, planned.points, now.points)
  if (planned.common !== now.common) changes.push(`${planned.dataset} has another newest common point`)
  if (planned.modified !== now.modified) changes.push(`${planned.dataset} was written to`)
  return changes
}

function pointChanges(what: string, planned: readonly Guid[], now: readonly Guid[]): string[] {
  const [before, after] = [new Set(planned), new Set(now)]
  const added = now.filter((guid) => !before.has(guid)).length
  const gone = planned.filter((guid) => !after.has(guid)).length
  return [
    ...(added > 0 ? [`${what} has ${added} more snapshots`] : []),
    ...(gone > 0 ? [`${gone} snapshots of ${what} are gone`] : []),
  ]
}
