/**
 * Replicate: makes one new recovery point of a protection group and brings it to the target.
 *
 * The order is that of the field's own procedure: finish what was interrupted, snapshot and hold,
 * send from the newest common guid, read the guid back from the target, hold it there, move the
 * cursor, prune. Each step looks first and does only what is missing, so stopping anywhere is safe:
 * an unsent recovery point goes with the next run, a half-received one resumes from its token.
 *
 * An application-consistent group's VMs are quiesced by VMware snapshots right before the ZFS snapshot
 * and released right after it, before the send. Whatever a vCenter or a guest does, a recovery point is
 * taken in time: it says for which VMs it is only crash-consistent, and why.
 *
 * A target that does not answer stops none of that before the send: the source goes on taking recovery
 * points when they are due, within a cap, and they are sent when the target is back.
 *
 * When the source has not changed since its newest recovery point there is nothing to send: the new
 * snapshot proves it (nothing written between the two), is dropped again, and the existing recovery
 * point is confirmed as current up to that moment.
 */
import { checkSites } from './replicate/check-sites.ts'
import { finishInterrupted } from './replicate/finish-interrupted.ts'
import { keepingPoints } from './replicate/keeping-points.ts'
import { prune } from './replicate/prune.ts'
import { quiesceVms } from './replicate/quiesce-vms.ts'
import { releaseStragglers, releaseVms } from './replicate/release-vms.ts'
import type { ReplicateParams } from './replicate/replicate-params.ts'
import type { ReplicateTools } from './replicate/replicate-tools.ts'
import { sendRecoveryPoints } from './replicate/send-recovery-points.ts'
import { settleMarks } from './replicate/settle-marks.ts'
import { takeRecoveryPoint } from './replicate/take-recovery-point.ts'
import { verify } from './replicate/verify.ts'
import type { Workflow } from './workflow.ts'

export const replicate: Workflow<ReplicateParams, ReplicateTools> = {
  kind: 'replicate',
  steps: [
    checkSites,
    finishInterrupted,
    quiesceVms,
    takeRecoveryPoint,
    releaseVms,
    keepingPoints(sendRecoveryPoints),
    keepingPoints(verify),
    keepingPoints(settleMarks),
    keepingPoints(prune),
    releaseStragglers,
  ],
  // Nothing is undone unasked: what the target already has is worth keeping.
  whenHopeless: 'ask_operator',
}
