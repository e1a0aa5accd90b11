import type { Db } from './client.ts'
import { SILENT_SECONDS, lostWhenSilent, lostWhenStuck, type LostAfter } from './lost-transactions.ts'

const lostAfter: LostAfter = { silentSeconds: SILENT_SECONDS, stuckSeconds: 25 }
const PULSE_SHARE = 0.2

/**
 * A transaction that may wait for others at length, but dies with its process. Without it, a worker
 * that was frozen or cut off from the network keeps its rows locked, and whoever takes its job over
 * waits for as long as that lasts. (A process that was killed is noticed by Postgres itself.)
 */
export function liveTransaction<Result>(
  db: Db,
  work: (tx: Db) => Promise<Result>,
  { silentSeconds, stuckSeconds }: LostAfter = lostAfter,
): Promise<Result> {
  return db.transaction(async (tx) => {
    await tx.execute(lostWhenSilent(silentSeconds))
    await tx.execute(lostWhenStuck(stuckSeconds))
    let beat: Promise<void> | null = null
    const pulse = setInterval(
      () => {
        // Fails only where the transaction has failed, which its own work is about to find out.
        const answered = () => void (beat = null)
        beat ??= tx.execute(lostWhenStuck(stuckSeconds)).then(answered, answered)
      },
      silentSeconds * PULSE_SHARE * 1_000,
    )
    try {
      return await work(tx)
    } finally {
      clearInterval(pulse)
    }
  })
}
