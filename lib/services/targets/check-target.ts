import { getTarget, updateTarget, type TargetRow } from '../../db/replication-targets.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { DatasetName, PoolName } from '../../domain/zfs-names.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById } from '../fields.ts'
import type { TargetHealth } from './target-health.ts'
import { targetHealth } from './target-view.ts'

/** Looks at the appliance now and keeps what was found, also when it does not answer. */
export async function checkTarget(ctx: ServiceContext, input: ById): Promise<TargetHealth> {
  requireRole(ctx, 'operator')
  const row = await getTarget(ctx.db, ById.parse(input).id)
  try {
    const health = await ctx.sites.applianceOf(row).health(PoolName.parse(row.pool), prefixOf(row))
    await updateTarget(ctx.db, row.id, {
      health: health.health,
      zfsVersion: health.zfsVersion,
      features: [...health.features],
      sizeBytes: health.pool.sizeBytes,
      availableBytes: health.pool.availableBytes,
      lastCheck: health,
      lastCheckAt: ctx.now,
      lastCheckError: null,
    })
    return targetHealth(health)
  } catch (error) {
    const lastCheckError =
      error instanceof ZerfauxError ? error.message : 'Something went wrong on our side; the log has it'
    await updateTarget(ctx.db, row.id, { health: 'unknown', lastCheckAt: ctx.now, lastCheckError })
    throw error
  }
}

export function prefixOf({ pool, datasetPrefix }: Pick<TargetRow, 'pool' | 'datasetPrefix'>): DatasetName | undefined {
  return datasetPrefix === null ? undefined : DatasetName.parse(`${pool}/${datasetPrefix}`)
}
