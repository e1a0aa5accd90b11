import { z } from 'zod'
import { listCapacity } from '../../db/capacity-history.ts'
import { getTarget } from '../../db/replication-targets.ts'
import { forecastCapacity } from '../../domain/capacity-forecast.ts'
import { CAPACITY_DAYS } from '../../workflows/check-appliance.ts'
import { requireRole, type ServiceContext } from '../context.ts'
import { ById, Bytes, iso, Timestamp } from '../fields.ts'

export const TargetCapacity = z.object({
  samples: z.array(
    z.object({ at: Timestamp, size: Bytes, available: Bytes, fragmentation: z.number().int().nullable() }),
  ),
  bytesPerDay: z.number().int().nullable().meta({ description: 'Growth; null when too little is known' }),
  fullInDays: z.number().nullable().meta({ description: 'At that growth; null when it does not grow or is not known' }),
})
export type TargetCapacity = z.infer<typeof TargetCapacity>

/** How full the pool was in the last 90 days, oldest first, and when it will be full if that goes on. */
export async function targetCapacity(ctx: ServiceContext, input: ById): Promise<TargetCapacity> {
  requireRole(ctx, 'viewer')
  const { id } = await getTarget(ctx.db, ById.parse(input).id)
  const rows = await listCapacity(ctx.db, id, new Date(ctx.now.getTime() - CAPACITY_DAYS * 86_400_000))
  return {
    samples: rows.map(({ at, sizeBytes, availableBytes, fragmentationPercent }) => ({
      at: iso(at),
      size: sizeBytes,
      available: availableBytes,
      fragmentation: fragmentationPercent,
    })),
    ...forecastCapacity(rows, ctx.now),
  }
}
