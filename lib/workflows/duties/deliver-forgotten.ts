import { listForgottenJobs } from '../../db/replication-jobs.ts'
import type { Duty } from '../duties.ts'

const FORGOTTEN_SECONDS = 60

/** A delivery that was lost (a database restored from a backup, say) is made up for after a minute. */
export const deliverForgotten: Duty = {
  name: 'deliver_forgotten',
  everySeconds: FORGOTTEN_SECONDS,
  async run({ db, queue: queueOf, log }) {
    const queue = await queueOf()
    for (const { id, groupKey } of await listForgottenJobs(db, FORGOTTEN_SECONDS)) {
      if (await queue.isUnderWay(id)) continue
      log.warn({ job: id }, 'delivering a job again whose delivery was lost')
      await queue.deliver(db, id, groupKey)
    }
  },
}
