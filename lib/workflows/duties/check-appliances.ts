import { forgetCapacityBefore } from '../../db/capacity-history.ts'
import { listTargets } from '../../db/replication-targets.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import { CAPACITY_DAYS, checkAppliance } from '../check-appliance.ts'
import type { Duty } from '../duties.ts'

/** Looks at every appliance, one after the other; one that does not answer is on record as that, and the rest go on. */
export const checkAppliances: Duty = {
  name: 'check_appliances',
  everySeconds: 300,
  async run({ db, sites, log }, signal) {
    for (let cursor: string | undefined; ;) {
      const page = await listTargets(db, { limit: 100, ...(cursor !== undefined && { cursor }) })
      for (const row of page.items) {
        signal.throwIfAborted()
        try {
          await checkAppliance(db, sites, row, new Date())
        } catch (error) {
          if (!(error instanceof ZerfauxError)) throw error
          log.warn({ target: row.id, code: error.code }, 'an appliance could not be checked')
        }
      }
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    await forgetCapacityBefore(db, new Date(Date.now() - 4 * CAPACITY_DAYS * 86_400_000))
  },
}
