import type { Duty } from './duties.ts'
import { admitJobs } from './duties/admit-jobs.ts'
import { deliverAlertsDuty, forgetAlertsDuty, judgeAlertsDuty, judgeLeftoversDuty } from './duties/alerts.ts'
import { checkAppliances } from './duties/check-appliances.ts'
import { checkReplicas } from './duties/check-replicas.ts'
import { checkRpo, compactRpoHistory } from './duties/check-rpo.ts'
import { deliverForgotten } from './duties/deliver-forgotten.ts'
import { forgetOldJobs } from './duties/forget-old-jobs.ts'
import { scheduleRuns } from './duties/schedule-runs.ts'
import { sweepVmSnapshots } from './duties/sweep-vm-snapshots.ts'

/** Everything that the product does by itself, again and again. */
export const allDuties: readonly Duty[] = [
  scheduleRuns,
  admitJobs,
  deliverForgotten,
  checkRpo,
  compactRpoHistory,
  checkAppliances,
  checkReplicas,
  judgeAlertsDuty,
  deliverAlertsDuty,
  judgeLeftoversDuty,
  forgetAlertsDuty,
  sweepVmSnapshots,
  forgetOldJobs,
]
