import { describe, expect, test } from 'vitest'
import { compactSpans, recordJudgement, rpoAt, type Judgement, type RpoSpan } from './rpo-history.ts'
import { judgeRpo } from './rpo.ts'

const start = Date.UTC(2026, 0, 1)
const at = (minute: number) => new Date(start + minute * 60_000)

/** Judged each half minute, with a new point each `every` minutes that counts from its snapshot on. */
function judgeFor(
  minutes: number,
  every: number,
  rpoMinutes: number,
  silent: readonly [number, number] = [0, 0],
): RpoSpan[] {
  const spans: RpoSpan[] = []
  for (let half = 0; half <= minutes * 2; half += 1) {
    const minute = half / 2
    if (minute > silent[0] && minute < silent[1]) continue
    const newest = Math.floor(minute / every) * every
    record(spans, judge(minute, newest, rpoMinutes))
  }
  return spans
}

function judge(minute: number, newest: number | null, rpoMinutes: number): Judgement {
  const currentUntil = newest === null ? null : at(newest)
  return { at: at(minute), currentUntil, ...judgeRpo({ currentUntil, rpoMinutes, paused: false, now: at(minute) }) }
}

function record(spans: RpoSpan[], judged: Judgement): void {
  const rows = recordJudgement(spans.at(-1) ?? null, judged)
  for (const row of rows) {
    if (row.fromAt.getTime() === spans.at(-1)?.fromAt.getTime()) spans[spans.length - 1] = row
    else spans.push(row)
  }
}

const summary = (spans: readonly RpoSpan[]) =>
  spans.map(
    ({ fromAt, toAt, status, worstAgeSeconds }) =>
      `${(fromAt.getTime() - start) / 60_000}-${(toAt.getTime() - start) / 60_000} ${status} ${worstAgeSeconds}`,
  )

describe('what is kept', () => {
  test('one span for as long as nothing changes, without holes between spans', () => {
    expect(summary(judgeFor(20, 10, 30))).toEqual(['0-10 meeting 600', '10-20 meeting 600', '20-20 meeting 0'])
  })

  test('a change of status ends a span', () => {
    const spans: RpoSpan[] = []
    for (let minute = 0; minute <= 12; minute += 1) record(spans, judge(minute, 0, 10))
    expect(summary(spans)).toEqual(['0-9 meeting 540', '9-11 at_risk 660', '11-12 missed 720'])
  })

  test('while nobody judges, nothing is made up', () => {
    const spans = judgeFor(60, 10, 30, [22, 48])
    expect(rpoAt(spans, at(30))).toBeNull()
    expect(rpoAt(spans, at(21))?.status).toBe('meeting')
    expect(rpoAt(spans, at(49))?.status).toBe('meeting')
  })

  test('a judgement that comes late from another process changes nothing', () => {
    const [span] = judgeFor(5, 10, 30)
    expect(span && recordJudgement(span, judge(4, 0, 30))).toEqual([])
  })
})

describe('what it was at a moment', () => {
  test('exact, to the second', () => {
    const spans = judgeFor(60, 10, 30)
    expect(rpoAt(spans, at(17.25))).toEqual({
      at: at(17.25),
      status: 'meeting',
      ageSeconds: 435,
      objectiveSeconds: 1800,
      precision: 'exact',
    })
  })

  test('before the first point', () => {
    const spans: RpoSpan[] = []
    record(spans, judge(0, null, 10))
    record(spans, judge(1, null, 10))
    expect(rpoAt(spans, at(0.5))).toMatchObject({ status: 'never_replicated', ageSeconds: null, precision: 'exact' })
  })

  test('after merging, the worst of that hour, and it says so', () => {
    const spans = judgeFor(60, 5, 5)
    const merged = compactSpans(spans).map(({ by }) => by)
    expect(rpoAt(merged, at(17))).toMatchObject({ status: 'at_risk', ageSeconds: 300, precision: 'hour' })
  })
})

test('merging loses no missed objective, and a span over several hours stays exact', () => {
  const spans: RpoSpan[] = []
  for (let minute = 0; minute <= 300; minute += 1) record(spans, judge(minute, minute < 20 ? minute : 20, 10))
  const missed = spans.find(({ status }) => status === 'missed')
  expect(missed?.toAt).toEqual(at(300))
  const replaced = new Set(compactSpans(spans).flatMap(({ replaces }) => replaces))
  expect(missed && replaced.has(missed)).toBe(false)
})

test('a year at an RPO of five minutes is about eleven thousand rows', { timeout: 60_000 }, () => {
  const spans: RpoSpan[] = []
  const days = 365
  for (let minute = 0; minute <= days * 24 * 60; minute += 2)
    record(spans, judge(minute, Math.floor(minute / 4) * 4, 5))
  const old = spans.filter(({ toAt }) => toAt < at((days - 8) * 24 * 60))
  const merged = compactSpans(old)
  const rows = spans.length - merged.reduce((sum, { replaces }) => sum + replaces.length - 1, 0)
  expect(spans.length).toBeGreaterThan(100_000)
  expect(rows).toBeLessThan(15_000)
})
