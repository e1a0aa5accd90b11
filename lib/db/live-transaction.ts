import type { Db } from './client.ts'
import { lostWhenStuck } from './lost-transactions.ts'

/** Longer than silence is suffered, which ends most that are lost. */
const STUCK_SECONDS = 25
const PULSE_SHARE = 0.12

/**
 * A transaction that may wait for others at length, but dies with its process. Without it, a worker
 * that was frozen or cut off from the network keeps its rows locked, and whoever takes its job over
 * waits for as long as that lasts. (A process that was killed is noticed by Postgres itself.)
 */
export function liveTransaction<Result>(
  db: Db,
  work: (tx: Db) => Promise<Result>,
  stuckSeconds = STUCK_SECONDS,
): Promise<Result> {
  return db.transaction(async (tx) => {
    await tx.execute(lostWhenStuck(stuckSeconds))
    let beat: Promise<void> | null = null
    const pulse = setInterval(
      () => {
        // Fails only where the transaction has failed, which its own work is about to find out.
        const answered = () => void (beat = null)
        beat ??= tx.execute(lostWhenStuck(stuckSeconds)).then(answered, answered)
      },
      stuckSeconds * PULSE_SHARE * 1_000,
    )
    try {
      return await work(tx)
    } finally {
      clearInterval(pulse)
    }
  })
}
