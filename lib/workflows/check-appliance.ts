import { listCapacity, recordCapacity } from '../db/capacity-history.ts'
import type { Db } from '../db/client.ts'
import { updateTarget, type TargetRow } from '../db/replication-targets.ts'
import { healthOf, worstFirst, type ApplianceHealth } from '../domain/appliance-health.ts'
import { capacityProblems, forecastCapacity } from '../domain/capacity-forecast.ts'
import { DatasetName, PoolName } from '../domain/zfs-names.ts'
import { describe } from './run-job.ts'
import type { Sites } from './sites.ts'

export const CAPACITY_DAYS = 90

/** Looks at an appliance and keeps what was found, also that it did not answer; then throws what was in the way. */
export async function checkAppliance(
  db: Db,
  sites: Pick<Sites, 'applianceOf'>,
  row: TargetRow,
  now: Date,
): Promise<ApplianceHealth> {
  try {
    const found = await sites.applianceOf(row).health(PoolName.parse(row.pool), prefixOf(row))
    const { pool } = found
    const { sizeBytes, availableBytes, fragmentationPercent } = pool
    await recordCapacity(db, { targetId: row.id, at: now, sizeBytes, availableBytes, fragmentationPercent })
    const history = await listCapacity(db, row.id, new Date(now.getTime() - CAPACITY_DAYS * 86_400_000))
    const problems = worstFirst([...found.problems, ...capacityProblems(pool.name, forecastCapacity(history, now))])
    const health = { ...found, problems, health: healthOf(problems) }
    await updateTarget(db, row.id, {
      health: health.health,
      zfsVersion: health.zfsVersion,
      features: [...health.features],
      sizeBytes,
      availableBytes,
      lastCheck: health,
      lastCheckAt: now,
      lastCheckError: null,
    })
    return health
  } catch (error) {
    const lastCheckError = describe(error).message
    await updateTarget(db, row.id, { health: 'unknown', lastCheckAt: now, lastCheckError })
    throw error
  }
}

/** Below this lies all that is replicated there: the prefix, or the pool. */
export function baseOf(row: Pick<TargetRow, 'pool' | 'datasetPrefix'>): DatasetName {
  return prefixOf(row) ?? DatasetName.parse(row.pool)
}

export function prefixOf({ pool, datasetPrefix }: Pick<TargetRow, 'pool' | 'datasetPrefix'>): DatasetName | undefined {
  return datasetPrefix === null ? undefined : DatasetName.parse(`${pool}/${datasetPrefix}`)
}
