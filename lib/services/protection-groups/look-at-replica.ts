import { createHash } from 'node:crypto'
import { findGroupOfReplica, type GroupListRow } from '../../db/protection-groups.ts'
import { getTarget } from '../../db/replication-targets.ts'
import { keptKind } from '../../domain/kept-datasets.ts'
import { pictureOf } from '../../domain/repair-plan.ts'
import type { RepairScene } from '../../domain/repair-ways.ts'
import { DatasetName } from '../../domain/zfs-names.ts'
import type { ListedDataset } from '../../domain/zfs-state.ts'
import { removeKeptCommand } from '../../drivers/zfs/remove-kept-command.ts'
import type { ZfsDriver } from '../../drivers/zfs/zfs-driver.ts'
import { observeScene } from '../../workflows/repair/observe-scene.ts'
import type { ServiceContext } from '../context.ts'
import type { KeptView } from './divergence-view.ts'
import { refuseOutside } from './create-group.ts'

/** Both sides of a group as they are now, with the dataset that is to be adopted where one is named. */
export async function lookAtReplica(
  ctx: ServiceContext,
  group: GroupListRow,
  adoptDataset: DatasetName | undefined,
): Promise<{ scene: RepairScene; planId: string; target: ZfsDriver }> {
  const [source, target] = await Promise.all([
    ctx.sites.appliance(group.sourceTargetId),
    ctx.sites.appliance(group.drTargetId),
  ])
  const scene = await observeScene(
    {
      groupId: group.id,
      epoch: group.epoch,
      source: DatasetName.parse(group.sourceDataset),
      replica: DatasetName.parse(group.drDataset),
      candidate: adoptDataset === undefined ? null : await candidateOf(ctx, group, adoptDataset),
    },
    { source, target },
  )
  return { scene, planId: planIdOf(scene), target }
}

async function candidateOf(ctx: ServiceContext, group: GroupListRow, dataset: DatasetName) {
  refuseOutside(dataset, await getTarget(ctx.db, group.drTargetId), 'adopt_dataset')
  const user = await findGroupOfReplica(ctx.db, group.drTargetId, dataset)
  return { dataset, usedBy: user && user.id !== group.id ? user.name : null }
}

/** What earlier repairs have kept, the latest first, with the command that removes it. */
export async function listKept(target: ZfsDriver, group: GroupListRow): Promise<KeptView[]> {
  const replica = DatasetName.parse(group.drDataset)
  const parent = DatasetName.parse(replica.split('/').slice(0, -1).join('/'))
  const listed = await target.listBelow(parent)
  const kept = listed.flatMap((found) => {
    const kind = keptKind(replica, found.dataset)
    if (kind === null || (found.group !== null && found.group !== group.id)) return []
    return [
      {
        dataset: found.dataset,
        kind,
        usedBytes: found.used,
        since: sinceOf(found),
        removable: removable(found, group),
        removeCommand: removeKeptCommand(found.dataset),
      },
    ]
  })
  return kept.toSorted((a, b) => (b.since ?? '').localeCompare(a.since ?? ''))
}

/** Its replacement counts only with a recovery point that was verified after it was set aside. */
function removable(found: ListedDataset, { currentUntil }: GroupListRow): KeptView['removable'] {
  const since = sinceOf(found)
  if (since === null) return { ok: false, because: 'It is not known since when it is kept: a repair may be at work.' }
  // Times of snapshots are whole seconds.
  if (currentUntil !== null && currentUntil.getTime() >= Math.floor(Date.parse(since) / 1000) * 1000)
    return { ok: true }
  return { ok: false, because: 'No recovery point was verified since it was set aside.' }
}

function sinceOf({ keptSince }: ListedDataset): string | null {
  const time = keptSince === null ? Number.NaN : Date.parse(keptSince)
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

function planIdOf(scene: RepairScene): string {
  return createHash('sha256')
    .update(JSON.stringify(pictureOf(scene)))
    .digest('hex')
    .slice(0, 32)
}
