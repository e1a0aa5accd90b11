import type { Rpo, RpoStatus } from './rpo.ts'

/** A stretch of time in which a group's RPO was judged and nothing changed. */
export type RpoSpan = {
  readonly fromAt: Date
  readonly toAt: Date
  readonly status: RpoStatus
  /** Until when the newest verified point was current. Null where there was none, or where spans were merged by the hour. */
  readonly currentUntil: Date | null
  readonly objectiveSeconds: number
  /** Age at its end, or the worst of a merged hour; null where there was no point. */
  readonly worstAgeSeconds: number | null
}

export type Judgement = Pick<Rpo, 'status' | 'ageSeconds' | 'objectiveSeconds'> & {
  readonly at: Date
  readonly currentUntil: Date | null
}

/** Nobody judged for longer than that: what was then is not known, and not made up. */
export const GAP_SECONDS = 150

/**
 * What a judgement makes of the newest span: the rows to be written. The span goes on, or ends where
 * the next one begins. After a gap a new one begins by itself.
 */
export function recordJudgement(newest: RpoSpan | null, judged: Judgement): readonly RpoSpan[] {
  const { at, status, currentUntil, objectiveSeconds, ageSeconds } = judged
  const begun: RpoSpan = { fromAt: at, toAt: at, status, currentUntil, objectiveSeconds, worstAgeSeconds: ageSeconds }
  if (!newest || at.getTime() - newest.toAt.getTime() > GAP_SECONDS * 1000) return [begun]
  // Another process was a moment ahead.
  if (at <= newest.toAt) return []
  const ended = { ...newest, toAt: at, worstAgeSeconds: ageAt(newest, at) ?? newest.worstAgeSeconds }
  return sameAs(newest, judged) ? [ended] : [ended, begun]
}

function sameAs(span: RpoSpan, judged: Judgement): boolean {
  return (
    span.status === judged.status &&
    span.objectiveSeconds === judged.objectiveSeconds &&
    span.currentUntil?.getTime() === judged.currentUntil?.getTime()
  )
}

export type RpoAnswer = {
  readonly at: Date
  readonly status: RpoStatus
  /** Exact, or the worst of that hour. */
  readonly ageSeconds: number | null
  readonly objectiveSeconds: number
  readonly precision: 'exact' | 'hour'
}

/** "What was my RPO on Tuesday at 3?" Null where nobody judged. */
export function rpoAt(spans: readonly RpoSpan[], at: Date): RpoAnswer | null {
  const span = spans.findLast(({ fromAt, toAt }) => fromAt <= at && at <= toAt)
  if (!span) return null
  const { status, objectiveSeconds, worstAgeSeconds } = span
  const exact = span.currentUntil !== null || worstAgeSeconds === null
  const ageSeconds = exact ? ageAt(span, at) : worstAgeSeconds
  return { at, status, ageSeconds, objectiveSeconds, precision: exact ? 'exact' : 'hour' }
}

function ageAt({ currentUntil }: RpoSpan, at: Date): number | null {
  return currentUntil && Math.max(0, Math.floor((at.getTime() - currentUntil.getTime()) / 1000))
}

const HOUR_MS = 3_600_000

/** Worst first. */
const severity: readonly RpoStatus[] = ['missed', 'never_replicated', 'at_risk', 'meeting', 'paused']

/**
 * Merges spans that lie within one hour, each hour to its worst status and age; a span that reaches
 * over an hour's end stays as it is, and exact. A year at an RPO of five minutes becomes about
 * eleven thousand rows. Given oldest first; gives what replaces what.
 */
export function compactSpans(
  spans: readonly RpoSpan[],
): readonly { readonly replaces: readonly RpoSpan[]; readonly by: RpoSpan }[] {
  const hours = new Map<number, RpoSpan[]>()
  for (const span of spans) {
    const hour = Math.floor(span.fromAt.getTime() / HOUR_MS)
    // An end on the full hour still belongs to the hour before.
    if (Math.floor((span.toAt.getTime() - 1) / HOUR_MS) > hour) continue
    hours.set(hour, [...(hours.get(hour) ?? []), span])
  }
  return [...hours.values()].flatMap((inside) => runs(inside).map((run) => ({ replaces: run, by: worstOf(run) })))
}

/** Neighbours only: what lies on both sides of a gap is not one. */
function runs(spans: readonly RpoSpan[]): RpoSpan[][] {
  const all: RpoSpan[][] = []
  for (const span of spans) {
    const run = all.at(-1)
    const before = run?.at(-1)
    if (run && before && span.fromAt.getTime() - before.toAt.getTime() <= GAP_SECONDS * 1000) run.push(span)
    else all.push([span])
  }
  return all.filter((run) => run.length > 1)
}

function worstOf(run: readonly RpoSpan[]): RpoSpan {
  const [first, last] = [run[0], run.at(-1)]
  if (!first || !last) throw new Error('Nothing to merge')
  const worst = run.toSorted((a, b) => severity.indexOf(a.status) - severity.indexOf(b.status))[0] ?? first
  const ages = run.flatMap(({ worstAgeSeconds }) => (worstAgeSeconds === null ? [] : [worstAgeSeconds]))
  return {
    fromAt: first.fromAt,
    toAt: last.toAt,
    status: worst.status,
    currentUntil: null,
    objectiveSeconds: worst.objectiveSeconds,
    worstAgeSeconds: ages.length > 0 ? Math.max(...ages) : null,
  }
}
