import type { RecoveryPointRow } from '../../db/recovery-points.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { DatasetName, pinHold } from '../../domain/zfs-names.ts'
import type { Snapshot, ZfsChange } from '../../domain/zfs-state.ts'
import type { ServiceContext } from '../context.ts'

type Point = Pick<RecoveryPointRow, 'id' | 'targetId' | 'dataset' | 'guid' | 'snapshotName'>

/** Sets the hold that keeps the point from everybody's pruning, and reads it back from the target. */
export async function placeHold(ctx: ServiceContext, point: Point): Promise<void> {
  const found = await look(ctx, point)
  if (!found) {
    throw new ZerfauxError('precondition_failed', `${nameOf(point)} is not on the target any more`, {
      hint: 'Nothing was pinned. Look at the group’s recovery points and at the target.',
    })
  }
  const tag: string = pinHold(point.id)
  if (found.holds.includes(tag)) return
  const after = await change(ctx, point, found, 'hold')
  if (after?.holds.includes(tag)) return
  throw new ZerfauxError('remote_rejected', `The hold on ${nameOf(point)} was set, and is not there when read back`, {
    hint: 'Nothing was pinned. Look at the snapshot with `zfs holds` on the target.',
  })
}

/** Takes that hold away, and reads back that it is gone. A point that is no longer there has none. */
export async function liftHold(ctx: ServiceContext, point: Point): Promise<void> {
  const found = await look(ctx, point)
  const tag: string = pinHold(point.id)
  if (!found?.holds.includes(tag)) return
  const after = await change(ctx, point, found, 'release')
  if (!after?.holds.includes(tag)) return
  throw new ZerfauxError('remote_rejected', `The hold on ${nameOf(point)} was released, and is still there`, {
    hint: 'The recovery point stays pinned. Look at the snapshot with `zfs holds` on the target.',
  })
}

/** By guid: a name may have been given to another snapshot. */
async function look(ctx: ServiceContext, point: Point): Promise<Snapshot | null> {
  const driver = await ctx.sites.appliance(point.targetId)
  const state = await driver.observe(DatasetName.parse(point.dataset))
  return state?.snapshots.find(({ guid }) => guid === point.guid) ?? null
}

async function change(
  ctx: ServiceContext,
  point: Point,
  { name, guid }: Snapshot,
  verb: 'hold' | 'release',
): Promise<Snapshot | null> {
  const dataset = DatasetName.parse(point.dataset)
  const driver = await ctx.sites.appliance(point.targetId)
  const changes: ZfsChange[] = [{ do: verb, dataset, snapshot: name, tag: pinHold(point.id) }]
  const state = await driver.applyAndObserve(changes, dataset)
  return state?.snapshots.find((snapshot) => snapshot.guid === guid) ?? null
}

function nameOf({ dataset, snapshotName }: Point): string {
  return `${dataset}@${snapshotName}`
}
