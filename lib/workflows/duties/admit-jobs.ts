import { admitWaiting } from '../admission.ts'
import type { Duty } from '../duties.ts'

/** Who ends a job lets the next one begin; this is for those whose worker has died, and for retries. */
export const admitJobs: Duty = {
  name: 'admit_jobs',
  everySeconds: 5,
  async run({ db, queue }) {
    await admitWaiting(db, await queue())
  },
}
