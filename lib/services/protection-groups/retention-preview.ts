import { z } from 'zod'
import { getGroup, type GroupRow } from '../../db/protection-groups.ts'
import { listPointsOnRecord } from '../../db/recovery-points.ts'
import { keepRules, planRetention, type KeepReason, type RetentionContext } from '../../domain/retention-plan.ts'
import { Retention, SideRetention } from '../../domain/retention.ts'
import { newestCommon } from '../../domain/send-plan.ts'
import { DatasetName, Guid, isOurs, recoveryPointTime } from '../../domain/zfs-names.ts'
import type { DatasetState, Snapshot } from '../../domain/zfs-state.ts'
import { holdOf } from '../../workflows/replicate/replicate-tools.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById, Bytes, Id, iso, Timestamp } from '../fields.ts'

const KeepReasonView = z.object({ rule: z.enum(keepRules), text: z.string() })

export const PreviewPoint = z.object({
  snapshotName: z.string(),
  guid: z.string(),
  takenAt: Timestamp,
  recoveryPointId: Id.nullable().meta({ description: 'Null for what is not on record as a recovery point' }),
  label: z.string().nullable(),
  usedBytes: Bytes.meta({ description: 'What only this snapshot keeps; more is freed where neighbours go with it' }),
  referencedBytes: Bytes,
  kept: z.boolean(),
  reasons: z.array(KeepReasonView).meta({ description: 'Why it stays; empty for what would be pruned' }),
})
export type PreviewPoint = z.infer<typeof PreviewPoint>

export const RetentionSide = z.object({
  side: z.enum(['source', 'target']),
  targetId: Id,
  dataset: z.string(),
  retention: SideRetention,
  points: z.array(PreviewPoint).meta({ description: 'Oldest first' }),
  keptCount: z.number().int(),
  prunedCount: z.number().int(),
  prunedBytes: Bytes.meta({ description: 'At least so much is freed' }),
})
export type RetentionSide = z.infer<typeof RetentionSide>

export const RetentionPreview = z.object({ readAt: Timestamp, sides: z.array(RetentionSide) })
export type RetentionPreview = z.infer<typeof RetentionPreview>

export const ProposedRetention = z.strictObject({ retention: Retention })
export const PreviewRetention = z.strictObject({ id: Id, ...ProposedRetention.shape })

/** What the next round would prune, and why each survivor survives, with the retention as it is set. */
export async function previewRetention(ctx: ServiceContext, input: ById): Promise<RetentionPreview> {
  requireRole(ctx, 'viewer')
  const group = await getGroup(ctx.db, ById.parse(input).id)
  return preview(ctx, group, Retention.parse(group.retention))
}

/** The same with another retention. Nothing is changed. */
export async function previewProposedRetention(
  ctx: ServiceContext,
  input: z.input<typeof PreviewRetention>,
): Promise<RetentionPreview> {
  requireRole(ctx, 'viewer')
  const { id, retention } = PreviewRetention.parse(input)
  return preview(ctx, await getGroup(ctx.db, id), retention)
}

/** Both appliances as they are now, through the same plan that a round carries out. */
async function preview(ctx: ServiceContext, group: GroupRow, retention: Retention): Promise<RetentionPreview> {
  const [from, to] = await Promise.all([
    look(ctx, group.sourceTargetId, group.sourceDataset),
    look(ctx, group.drTargetId, group.drDataset),
  ])
  const onRecord = await listPointsOnRecord(ctx.db, group.id, group.drTargetId)
  const common = from && newestCommon(from, to)
  const pinned = [...onRecord].filter(([, { pinnedAt }]) => pinnedAt !== null)
  const pins = new Map(pinned.map(([guid, { pinReason }]) => [Guid.parse(guid), pinReason]))
  const newestCommonGuid = common?.guid ?? null
  const sides = [
    {
      side: 'source',
      targetId: group.sourceTargetId,
      dataset: group.sourceDataset,
      retention: retention.source,
      ...judged(from, retention.source, { newestCommonGuid, pins: new Map(), ownHold: null }, onRecord),
    },
    {
      side: 'target',
      targetId: group.drTargetId,
      dataset: group.drDataset,
      retention: retention.target,
      ...judged(to, retention.target, { newestCommonGuid, pins, ownHold: holdOf(group.drTargetId) }, onRecord),
    },
  ] as const
  return { readAt: iso(ctx.now), sides: [...sides] }
}

async function look(ctx: ServiceContext, targetId: string, dataset: string): Promise<DatasetState | null> {
  return (await ctx.sites.appliance(targetId)).observe(DatasetName.parse(dataset))
}

type OnRecord = Awaited<ReturnType<typeof listPointsOnRecord>>

function judged(
  state: DatasetState | null,
  retention: SideRetention,
  context: RetentionContext,
  onRecord: OnRecord,
): Pick<RetentionSide, 'points' | 'keptCount' | 'prunedCount' | 'prunedBytes'> {
  const { survivors, pruned } = planRetention(state ?? { snapshots: [] }, retention, context)
  const reasons = new Map(survivors.map((survivor) => [survivor.snapshot.guid, survivor.reasons]))
  return {
    points: (state?.snapshots ?? []).map((snapshot) => previewPoint(snapshot, reasons.get(snapshot.guid), onRecord)),
    keptCount: survivors.length,
    prunedCount: pruned.length,
    prunedBytes: pruned.reduce((sum, { used }) => sum + used, 0),
  }
}

function previewPoint(
  { name, guid, creation, used, referenced }: Snapshot,
  reasons: readonly KeepReason[] | undefined,
  onRecord: OnRecord,
): PreviewPoint {
  const known = onRecord.get(guid)
  return {
    snapshotName: name,
    guid,
    takenAt: iso(isOurs(name) ? recoveryPointTime(name) : new Date(creation * 1000)),
    recoveryPointId: known?.id ?? null,
    label: known?.label ?? null,
    usedBytes: used,
    referencedBytes: referenced,
    kept: reasons !== undefined,
    reasons: [...(reasons ?? [])],
  }
}
