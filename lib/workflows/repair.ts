/**
 * Repairs a replica that has diverged, was modified or has nothing in common with the source.
 *
 * No way destroys a dataset, and none touches the old replica before what takes its place is verified:
 * a branch is kept by rename, clone and promote; a new replica is seeded beside and swapped in by
 * renames; a pre-seeded one is adopted by guid. Each ends with a round of replication, so that it is
 * done only when the target holds a recovery point whose guid was read back.
 */
import { prune } from './replicate/prune.ts'
import { sendRecoveryPoints } from './replicate/send-recovery-points.ts'
import { settleMarks } from './replicate/settle-marks.ts'
import { takeRecoveryPoint } from './replicate/take-recovery-point.ts'
import { verify } from './replicate/verify.ts'
import { adoptReplica } from './repair/adopt.ts'
import { checkPicture } from './repair/check-picture.ts'
import { discardPartial } from './repair/discard-partial.ts'
import { keepBranch, snapshotModification } from './repair/keep-branch.ts'
import { recordKept } from './repair/record-kept.ts'
import type { RepairParams } from './repair/repair-params.ts'
import { stepOfRound, type RepairStep, type RepairTools } from './repair/repair-tools.ts'
import { leaveSeed, swapReplica, verifySeed } from './repair/reseed.ts'
import type { Workflow } from './workflow.ts'

/** A seed is received beside the replica, everything else into it. */
const received = ({ replicate, seed }: RepairParams) => ({ ...replicate, target: seed ?? replicate.target })
const send: RepairStep = { ...stepOfRound(sendRecoveryPoints, received), undo: leaveSeed }

export const repair: Workflow<RepairParams, RepairTools> = {
  kind: 'repair_replica',
  steps: [
    checkPicture,
    discardPartial,
    snapshotModification,
    keepBranch,
    adoptReplica,
    stepOfRound(takeRecoveryPoint, received),
    send,
    verifySeed,
    swapReplica,
    recordKept,
    stepOfRound(verify),
    stepOfRound(settleMarks),
    stepOfRound(prune),
  ],
  whenHopeless: 'ask_operator',
}
