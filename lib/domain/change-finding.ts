import { plainBytes, plainSeconds } from './plain-units.ts'
import { judgeChange, type ChangeSample, type UnusualChange } from './unusual-change.ts'
import { finding, type Finding } from './alert-finding.ts'

export type ChangePoint = {
  readonly id: string
  readonly takenAt: Date
  /** Until then the source held exactly this content. */
  readonly currentUntil: Date
  readonly writtenBytes: number | null
  readonly streamBytes: number | null
  readonly logicalBytes: number | null
  readonly pruned: boolean
}

export type GroupChanges = {
  readonly groupId: string
  readonly groupName: string
  /** Recovery points oldest first, also those that were pruned meanwhile. */
  readonly points: readonly ChangePoint[]
}

type Judged = { readonly point: ChangePoint; readonly index: number; readonly unusual: UnusualChange }

/** A change stays in view for this long, so that it is not lost among ordinary ones after it. */
const IN_VIEW_HOURS = 24

/**
 * The unusual changes of the last day, each judged by the history before it; unusual ones are no part
 * of that history. What went on for several recovery points is one finding, and the point before the
 * first of them is the one to keep.
 */
export function changeFinding({ groupId, groupName, points }: GroupChanges, now: Date): Finding | null {
  const history: ChangeSample[] = []
  const unusual: Judged[] = []
  const inView = now.getTime() - IN_VIEW_HOURS * 3_600_000
  for (const [index, point] of points.entries()) {
    const before = points[index - 1]
    const sample = before && sampleOf(point, before)
    if (!sample) continue
    const judged = point.takenAt.getTime() < inView ? null : judgeChange(sample, history)
    if (judged) unusual.push({ point, index, unusual: judged })
    else history.push(sample)
  }
  const [first] = unusual
  const worst = unusual.toSorted((a, b) => weight(b.unusual) - weight(a.unusual))[0]
  if (!first || !worst) return null
  const safe = points.slice(0, first.index).findLast(({ pruned }) => !pruned) ?? null
  const pin = safe
    ? ' Pin the recovery point before it, so that retention keeps it, then look at the VMs.'
    : ' Then look at the VMs.'
  const alarm = worst.unusual.muchMore && worst.unusual.incompressible
  return finding({
    kind: 'unusual_change',
    severity: alarm ? 'critical' : 'warning',
    fingerprint: `unusual_change:${groupId}`,
    subject: groupName,
    message: inWords(worst.unusual),
    hint: `${alarm ? 'This is what encryption by ransomware looks like; so do restores and disk encryption.' : 'Find out what wrote it: a restore, an update, or somebody who should not.'}${pin}`,
    groupId,
    recoveryPointId: safe?.id ?? null,
    facts: { ...worst.unusual, takenAt: worst.point.takenAt.toISOString(), points: unusual.length },
  })
}

function sampleOf(point: ChangePoint, before: ChangePoint): ChangeSample | null {
  if (point.writtenBytes === null) return null
  const { takenAt, writtenBytes, streamBytes, logicalBytes } = point
  const minutes = Math.max(0, (takenAt.getTime() - before.currentUntil.getTime()) / 60_000)
  return { takenAt, minutes, writtenBytes, streamBytes, logicalBytes }
}

function weight({ muchMore, incompressible, writtenBytes }: UnusualChange): number {
  return (muchMore && incompressible ? Number.MAX_SAFE_INTEGER / 2 : 0) + writtenBytes
}

function inWords(change: UnusualChange): string {
  const { low, high } = change.usuallyWritten
  const wrote = `Wrote ${plainBytes(change.writtenBytes)} in ${plainSeconds(change.minutes * 60)}; usually ${plainBytes(low)} to ${plainBytes(high)}`
  if (change.compressibility === null || change.usualCompressibility === null) return wrote
  return `${wrote}. Compressibility ${change.compressibility.toFixed(2)}, usually ${change.usualCompressibility.toFixed(2)}`
}
