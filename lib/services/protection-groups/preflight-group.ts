import { z } from 'zod'
import { getGroup } from '../../db/protection-groups.ts'
import { listVmsOfGroup } from '../../db/protected-vms.ts'
import { getLinkLimits } from '../../db/replication-links.ts'
import { getTarget, type TargetRow } from '../../db/replication-targets.ts'
import { findDatastore } from '../../db/vcenter-objects.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { preflight } from '../../domain/preflight.ts'
import { preflightOutcomes } from '../../domain/preflight-check.ts'
import type { PreflightSide } from '../../domain/preflight-facts.ts'
import { DatasetName, PoolName } from '../../domain/zfs-names.ts'
import { prefixOf } from '../../workflows/check-appliance.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import { mappingFacts } from '../mappings/mapping-facts.ts'

export const Preflight = z.object({
  ready: z.boolean().meta({ description: 'False while any check blocks' }),
  checks: z.array(
    z.object({
      code: z.string(),
      outcome: z.enum(preflightOutcomes),
      message: z.string(),
      hint: z.string().nullable(),
    }),
  ),
})
export type Preflight = z.infer<typeof Preflight>

/** Asks both appliances now; changes nothing. */
export async function preflightGroup(ctx: ServiceContext, input: ById): Promise<Preflight> {
  requireRole(ctx, 'viewer')
  const group = await getGroup(ctx.db, ById.parse(input).id)
  const [source, target] = await Promise.all([
    getTarget(ctx.db, group.sourceTargetId),
    getTarget(ctx.db, group.drTargetId),
  ])
  const [sourceSide, targetSide, vms, datastore, link, mappings] = await Promise.all([
    ask(ctx, source, DatasetName.parse(group.sourceDataset)),
    ask(ctx, target, DatasetName.parse(group.drDataset)),
    listVmsOfGroup(ctx.db, group.id),
    findDatastore(ctx.db, group.sourceVcenterId, group.protectionDatastore),
    getLinkLimits(ctx.db, group),
    mappingFacts(ctx, group),
  ])
  const limits = [group.bandwidthLimit, group.bandwidthTimetable, link.bandwidthLimit, link.bandwidthTimetable]
  const { ready, checks } = preflight({
    group: { ...group, groupId: group.id, limited: limits.some((limit) => limit !== null) },
    source: sourceSide,
    sourceNfsAddress: source.nfsAddress,
    target: {
      ...targetSide,
      nfsAddress: target.nfsAddress,
      receiveKeyVerifiedAt: target.driver === 'ssh' ? target.receiveKeyVerifiedAt : undefined,
    },
    vms: vms.map(({ goneAt, ...vm }) => ({ ...vm, gone: goneAt !== null })),
    datastore,
    mappings,
  })
  return { ready, checks: [...checks] }
}

/** A dataset that is not there is judged by the nearest one above it. */
async function ask(ctx: ServiceContext, row: TargetRow, dataset: DatasetName): Promise<PreflightSide> {
  const { name } = row
  try {
    const driver = ctx.sites.applianceOf(row)
    const [states, health] = await Promise.all([
      driver.observeMany(withThoseAbove(dataset)),
      driver.health(PoolName.parse(row.pool), prefixOf(row)),
    ])
    const nearest = [...states.values()].find((state) => state !== null) ?? null
    const state = states.get(dataset) ?? null
    return { name, dataset, found: { state, parent: state ? null : nearest, health } }
  } catch (error) {
    if (error instanceof ZerfauxError) return { name, dataset, found: { error } }
    throw error
  }
}

/** The dataset itself first, the pool last. */
function withThoseAbove(dataset: DatasetName): DatasetName[] {
  const parts = dataset.split('/')
  return parts.map((_, depth) => DatasetName.parse(parts.slice(0, parts.length - depth).join('/')))
}
