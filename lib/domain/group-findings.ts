import type { PilingUp } from './piling-up.ts'
import { judgeRpo } from './rpo.ts'
import { judgeRunLength } from './run-length.ts'
import { plainSeconds } from './plain-units.ts'
import type { VmConsistency } from './vm-consistency.ts'
import { finding, type Finding, type Judgement } from './alert-finding.ts'
import { replicaModifiedFinding } from './replica-modified-finding.ts'

export type GroupAlertFacts = {
  readonly id: string
  readonly name: string
  readonly rpoMinutes: number
  readonly paused: boolean
  readonly createdAt: Date
  readonly consistency: 'crash' | 'application'
  readonly maxUnsentPoints: number
  /** Written to the replica by somebody since its newest recovery point, as last looked at; null = never looked. */
  readonly replicaWrittenBytes: number | null
  /** Recovery points that the job under way keeps on the source, as it last saw them. */
  readonly pilingUp: PilingUpFacts | null
  readonly newestPoint: {
    readonly id: string
    readonly currentUntil: Date
    readonly vmConsistency: readonly VmConsistency[] | null
  } | null
  /** Seconds that the last successful runs took. */
  readonly runs: readonly number[]
  readonly activeJob: { readonly id: string; readonly waitsForPerson: boolean } | null
}

export type PilingUpFacts = Pick<PilingUp, 'points' | 'capped' | 'fullInDays' | 'message' | 'hint'>

const NAMES_SHOWN = 5
const FULL_SOON_DAYS = 7

export function groupFindings(group: GroupAlertFacts, now: Date): Judgement {
  const unknown = quiesceIsUnknown(group) ? [quiesceFingerprint(group)] : []
  return {
    findings: [rpo(group, now), runTooLong(group), quiesce(group), pilingUp(group), replicaModified(group)].filter(
      (found) => found !== null,
    ),
    unknown,
  }
}

/** From the newest verified recovery point alone: a job that seems to be well proves nothing. */
function rpo(group: GroupAlertFacts, now: Date): Finding | null {
  const { newestPoint, rpoMinutes, paused, activeJob } = group
  // A new group has as long as any other for its first recovery point.
  const since = newestPoint?.currentUntil ?? group.createdAt
  const { status, ageSeconds, objectiveSeconds } = judgeRpo({ currentUntil: since, rpoMinutes, paused, now })
  if (ageSeconds === null || (status !== 'at_risk' && status !== 'missed')) return null
  if (!newestPoint && status === 'at_risk') return null
  const objective = `the objective is ${plainSeconds(objectiveSeconds)}`
  const seeding = !newestPoint && activeJob !== null && !activeJob.waitsForPerson
  return finding({
    kind: status === 'missed' ? 'rpo_missed' : 'rpo_at_risk',
    severity: status === 'missed' && !seeding ? 'critical' : 'warning',
    fingerprint: `rpo:${group.id}`,
    subject: group.name,
    message: newestPoint
      ? `A failover now would lose ${plainSeconds(ageSeconds)}; ${objective}`
      : `There is no recovery point to fail over to ${plainSeconds(ageSeconds)} after the group was made; ${objective}`,
    hint: hintFor(activeJob),
    groupId: group.id,
    jobId: activeJob?.id ?? null,
    recoveryPointId: newestPoint?.id ?? null,
    facts: { ageSeconds: newestPoint ? ageSeconds : null, objectiveSeconds },
  })
}

function runTooLong(group: GroupAlertFacts): Finding | null {
  const judged = group.paused ? null : judgeRunLength(group)
  if (!judged) return null
  const { message, hint, ...facts } = judged
  const object = { fingerprint: `run_too_long:${group.id}`, subject: group.name, groupId: group.id }
  return finding({ kind: 'run_too_long', severity: 'warning', message, hint, facts, ...object })
}

function hintFor(activeJob: GroupAlertFacts['activeJob']): string {
  if (!activeJob) return 'Look at the group’s last job for what went wrong, then run the group.'
  return activeJob.waitsForPerson
    ? 'Its job waits for your decision: open the job, then retry or cancel it.'
    : 'A job is at work. If it does not end soon, look at the speed of its transfer and at its steps.'
}

function quiesce(group: GroupAlertFacts): Finding | null {
  const asked = group.newestPoint?.vmConsistency ?? []
  const failed = asked.filter(({ consistency }) => consistency === 'crash')
  if (failed.length === 0 || !group.newestPoint) return null
  const named = failed.slice(0, NAMES_SHOWN).map(({ name, because }) => (because ? `${name} (${because})` : name))
  const more = failed.length > NAMES_SHOWN ? ` and ${failed.length - NAMES_SHOWN} more` : ''
  return finding({
    kind: 'quiesce_failed',
    severity: 'warning',
    fingerprint: quiesceFingerprint(group),
    subject: group.name,
    message: `The newest recovery point is only crash-consistent for ${failed.length} of ${asked.length} VMs: ${named.join(', ')}${more}`,
    hint: 'Look at VMware Tools in those VMs. Until then a recovery starts them as after a power cut.',
    groupId: group.id,
    recoveryPointId: group.newestPoint.id,
    facts: { vms: failed.length, of: asked.length },
  })
}

const quiesceFingerprint = ({ id }: GroupAlertFacts) => `quiesce:${id}`

function quiesceIsUnknown({ consistency, newestPoint }: GroupAlertFacts): boolean {
  return consistency === 'application' && (newestPoint?.vmConsistency ?? null) === null
}

/** A few that wait are told with the RPO; this is about the source filling up with them. */
function pilingUp({ id, name, pilingUp: piled, maxUnsentPoints }: GroupAlertFacts): Finding | null {
  if (!piled) return null
  const { points, capped, fullInDays, message, hint } = piled
  const soon = fullInDays !== null && fullInDays <= FULL_SOON_DAYS
  if (!capped && !soon && points < maxUnsentPoints / 2) return null
  return finding({
    kind: 'snapshots_piling_up',
    severity: capped || soon ? 'critical' : 'warning',
    fingerprint: `piling_up:${id}`,
    subject: name,
    message,
    hint,
    groupId: id,
    facts: { points, maxUnsentPoints, fullInDays },
  })
}

/** Seen before a run fails of it, and also while the group is paused. */
function replicaModified({ id, name, replicaWrittenBytes }: GroupAlertFacts): Finding | null {
  if (!replicaWrittenBytes) return null
  return replicaModifiedFinding(id, {
    subject: name,
    message: `The replica was written to since its newest recovery point (${replicaWrittenBytes} bytes)`,
    hint: 'Find out who writes to it. The next run will refuse to go on; “Check replica” shows the ways that keep what was written.',
    facts: { writtenBytes: replicaWrittenBytes },
  })
}
