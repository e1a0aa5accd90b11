import { lockAlerts } from '../../db/alerts.ts'
import type { Db } from '../../db/client.ts'
import { liveTransaction } from '../../db/live-transaction.ts'
import { LEFTOVERS, leftoverFindings } from '../../domain/leftovers-finding.ts'
import { lookForLeftovers } from '../leftovers/look-for-leftovers.ts'
import type { Sites } from '../sites.ts'
import { applyJudgement } from './apply-judgement.ts'

/** Asks every site what lies there of ours and belongs to nothing. Releases nothing: that is for a person. */
export async function judgeLeftovers(
  { db, sites }: { readonly db: Db; readonly sites: Pick<Sites, 'applianceOf' | 'vcenterOf'> },
  now: () => Date,
  signal: AbortSignal,
): Promise<void> {
  const look = await lookForLeftovers({ db, sites }, {}, signal)
  const looked = look.sites.map(({ kind, id, name, error }) => ({ kind, id, name, failed: error !== null }))
  await liveTransaction(db, async (tx) => {
    await lockAlerts(tx)
    const covers = (fingerprint: string) => fingerprint.startsWith(LEFTOVERS)
    await applyJudgement(tx, leftoverFindings(look.leftovers, looked), covers, now())
  })
}
