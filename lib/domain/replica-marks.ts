import { cursorPrefix, HoldTag, SnapshotName, type Guid } from './zfs-names.ts'
import type { DatasetState, ZfsChange } from './zfs-state.ts'

export type MarkContext = {
  readonly groupId: string
  readonly jobId: string
  readonly targetId: string
  readonly epoch: number
  /** The recovery point that was just verified. */
  readonly guid: Guid
  readonly sequence: number
  /** Hold that keeps a verified recovery point on the target, by its guid. */
  readonly pointHold: (guid: Guid) => HoldTag
}

/**
 * What is left to do on both sides once a recovery point is verified: hold it on the target, move
 * the cursor on the source, release the step holds. What is already so yields no change, so a second
 * call plans nothing.
 */
export function planMarks(
  source: DatasetState,
  target: DatasetState,
  context: MarkContext,
): { readonly source: readonly ZfsChange[]; readonly target: readonly ZfsChange[] } {
  return {
    target: [...markDataset(target, context, 'replica'), ...holdPoints(target, source, context)],
    source: [...markDataset(source, context, 'primary'), ...moveCursor(source, context), ...releaseSteps(source)],
  }
}

/** Every point that both sides share is a recovery point, also one that an earlier, cancelled round had sent. */
function holdPoints(target: DatasetState, source: DatasetState, { pointHold }: MarkContext): ZfsChange[] {
  const sent = new Set([...source.snapshots, ...source.bookmarks].map((point) => point.guid))
  return target.snapshots
    .filter((snapshot) => sent.has(snapshot.guid) && !snapshot.holds.includes(pointHold(snapshot.guid)))
    .map((snapshot) => ({
      do: 'hold' as const,
      dataset: target.dataset,
      snapshot: snapshot.name,
      tag: pointHold(snapshot.guid),
    }))
}

/** Created before the old ones go: at no moment is there none. */
function moveCursor(source: DatasetState, { targetId, sequence, guid }: MarkContext): ZfsChange[] {
  const prefix = cursorPrefix(targetId)
  const cursors = source.bookmarks.filter((bookmark) => bookmark.name.startsWith(prefix))
  const snapshot = source.snapshots.find((candidate) => candidate.guid === guid)
  const name = SnapshotName.parse(`${prefix}${String(sequence).padStart(6, '0')}`)
  const current = cursors.find((bookmark) => bookmark.guid === guid)
  if (!current && !snapshot) return []
  const create: ZfsChange[] =
    current || !snapshot ? [] : [{ do: 'bookmark', dataset: source.dataset, snapshot: snapshot.name, name }]
  const old = cursors.filter((bookmark) => bookmark.guid !== guid)
  return [
    ...create,
    ...old.map((bookmark) => ({ do: 'destroy_bookmark' as const, dataset: source.dataset, name: bookmark.name })),
  ]
}

/** One active job per group: step holds of other jobs belong to nobody any more (failure-modes row 5). */
function releaseSteps(source: DatasetState): ZfsChange[] {
  return source.snapshots.flatMap((snapshot) =>
    snapshot.holds
      .filter((tag) => tag.startsWith('zfx:step:'))
      .map((tag) => ({
        do: 'release' as const,
        dataset: source.dataset,
        snapshot: snapshot.name,
        tag: HoldTag.parse(tag),
      })),
  )
}

function markDataset(state: DatasetState, { groupId, epoch }: MarkContext, role: 'primary' | 'replica'): ZfsChange[] {
  const wanted = { 'zfx:group': groupId, 'zfx:epoch': String(epoch), 'zfx:role': role } as const
  const same = Object.entries(wanted).every(([name, value]) => state.properties[name] === value)
  return same ? [] : [{ do: 'set_properties', dataset: state.dataset, properties: wanted }]
}
