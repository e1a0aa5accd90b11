import { recordCapacity } from '../../db/capacity-history.ts'
import { getTarget } from '../../db/replication-targets.ts'
import type { ServiceContext } from '../context.ts'

const DAYS = 30
const HOUR_MS = 3_600_000
const EVERY_HOURS = 6

/** A month in which the pool grew by a third of what is on it, with the ups and downs of a working day. */
export async function seedCapacity(ctx: ServiceContext, targetId: string): Promise<void> {
  const { sizeBytes, availableBytes } = await getTarget(ctx.db, targetId)
  if (sizeBytes === null || availableBytes === null) return
  const used = sizeBytes - availableBytes
  for (let hour = DAYS * 24; hour > 0; hour -= EVERY_HOURS) {
    const then = used * (1 - (hour / (DAYS * 24)) * 0.33) * (1 + 0.01 * Math.sin(hour / 4))
    const at = new Date(ctx.now.getTime() - hour * HOUR_MS)
    const availableThen = Math.round(sizeBytes - then)
    await recordCapacity(ctx.db, { targetId, at, sizeBytes, availableBytes: availableThen, fragmentationPercent: 4 })
  }
}
