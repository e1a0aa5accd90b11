import { z } from 'zod'
import { matters, type Beyond, type Divergence } from '../../domain/divergence.ts'
import { keptKinds } from '../../domain/kept-datasets.ts'
import { candidatePoint, repairWays, waysToRepair, type RepairScene } from '../../domain/repair-ways.ts'
import { isPinHold, recoveryPointTime } from '../../domain/zfs-names.ts'
import { Bytes, Id, iso, Timestamp } from '../fields.ts'
import { Permission } from '../jobs/job-can.ts'

const PointView = z.object({
  snapshotName: z.string(),
  guid: z.string(),
  takenAt: Timestamp,
  bytes: Bytes.meta({ description: 'Written since the snapshot before it' }),
  ours: z.boolean().meta({ description: 'Whether Zerfaux took it' }),
  held: z.boolean(),
  pinned: z.boolean().meta({ description: 'Legal hold' }),
})
export type DivergentPoint = z.infer<typeof PointView>

const SideView = z.object({
  targetId: Id,
  dataset: z.string(),
  points: z.array(PointView).meta({ description: 'Beyond the newest common point, oldest first' }),
  unsnappedBytes: Bytes.meta({ description: 'Written after the newest snapshot' }),
})
export type DivergentSide = z.infer<typeof SideView>

export const KeptView = z.object({
  dataset: z.string(),
  kind: z.enum(keptKinds),
  usedBytes: Bytes,
  since: Timestamp.nullable(),
  removable: Permission.meta({ description: 'Whether a recovery point was verified since' }),
  removeCommand: z.string().meta({ description: 'For a person, as root on the appliance' }),
})
export type KeptView = z.infer<typeof KeptView>

export const DivergenceView = z.object({
  planId: z
    .string()
    .meta({ description: 'Stands for everything that was seen, a dataset to adopt included; a repair must name it' }),
  seenAt: Timestamp,
  matter: z.enum(matters),
  common: z
    .object({
      guid: z.string(),
      snapshotName: z.string(),
      takenAt: Timestamp,
      onSource: z.object({ kind: z.enum(['snapshot', 'bookmark']), name: z.string() }),
    })
    .nullable(),
  source: SideView,
  target: SideView.nullable(),
  receive: z
    .object({ staleBecause: z.string().nullable(), bytesReceived: Bytes.nullable() })
    .nullable()
    .meta({ description: 'An interrupted receive' }),
  availableBytes: Bytes.nullable().meta({ description: 'Room on the target' }),
  ways: z.array(
    z.object({
      way: z.enum(repairWays),
      can: Permission,
      recommended: z.boolean(),
      steps: z.array(z.string()),
      keeps: z.string(),
      consequence: z.string(),
      bytesNeeded: Bytes,
    }),
  ),
  candidate: z.object({ dataset: z.string(), commonSnapshot: z.string().nullable() }).nullable(),
  kept: z.array(KeptView).meta({ description: 'What earlier repairs have kept, until a person removes it' }),
  can: z.object({ repair: Permission }),
})
export type DivergenceView = z.infer<typeof DivergenceView>

type Around = Pick<DivergenceView, 'planId' | 'kept' | 'can'> & {
  readonly now: Date
  readonly sourceId: string
  readonly targetId: string
}

export function divergenceView(scene: RepairScene, { now, sourceId, targetId, ...rest }: Around): DivergenceView {
  const { divergence, source, target, candidate } = scene
  const { receive } = divergence
  return {
    ...rest,
    seenAt: iso(now),
    matter: divergence.matter,
    common: commonView(divergence.common),
    source: { targetId: sourceId, dataset: source.dataset, ...sideView(divergence.source) },
    target: target && divergence.target && { targetId, dataset: target.dataset, ...sideView(divergence.target) },
    receive: receive && { staleBecause: receive.staleBecause, bytesReceived: receive.bytesReceived },
    availableBytes: target?.available ?? null,
    ways: waysToRepair(scene).map(({ because, steps, ...way }) => ({
      ...way,
      steps: [...steps],
      can: because === null ? { ok: true } : { ok: false, because },
    })),
    candidate: candidate && {
      dataset: candidate.dataset,
      commonSnapshot: candidatePoint(scene)?.onTarget ?? null,
    },
  }
}

function commonView(common: Divergence['common']): DivergenceView['common'] {
  if (!common) return null
  const { guid, onTarget, onSource, creation } = common
  return { guid, snapshotName: onTarget, takenAt: iso(new Date(creation * 1000)), onSource }
}

function sideView({ points, unsnapped }: Beyond): Pick<DivergentSide, 'points' | 'unsnappedBytes'> {
  return {
    unsnappedBytes: unsnapped,
    points: points.map(({ name, guid, creation, written, holds, ours }) => ({
      snapshotName: name,
      guid,
      takenAt: iso(ours ? recoveryPointTime(name) : new Date(creation * 1000)),
      bytes: written,
      ours,
      held: holds.length > 0,
      pinned: holds.some(isPinHold),
    })),
  }
}
