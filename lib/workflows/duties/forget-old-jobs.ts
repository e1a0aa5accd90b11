import { forgetOldJobs as forget } from '../../db/old-jobs.ts'
import type { Duty } from '../duties.ts'

/** A group with an RPO of five minutes makes four hundred jobs a day: they are kept for a quarter of a year. */
const KEPT = { afterDays: 90, keepNewest: 50, atMost: 2_000 }

export const forgetOldJobs: Duty = {
  name: 'forget_old_jobs',
  everySeconds: 6 * 3600,
  async run({ db }, signal) {
    while (!signal.aborted && (await forget(db, KEPT)) === KEPT.atMost);
  },
}
