import { describe, expect, test } from 'vitest'
import type { AlertSeverity } from './alert.ts'
import { finding, type Finding } from './alert-finding.ts'
import { planAlerts, type AlertChange, type OpenAlert } from './plan-alerts.ts'

const start = Date.UTC(2026, 2, 2)
const at = (minutes: number) => new Date(start + minutes * 60_000)

const found = (fingerprint: string, severity: AlertSeverity = 'warning'): Finding =>
  finding({ kind: 'rpo_at_risk', severity, fingerprint, subject: 's', message: 'm', hint: null })
const open = (fingerprint: string, more: Partial<OpenAlert> = {}): OpenAlert => ({
  id: `id of ${fingerprint}`,
  kind: 'rpo_at_risk',
  severity: 'warning',
  fingerprint,
  lastSeenAt: at(0),
  recentlyResolved: 0,
  ...more,
})
const inShort = (changes: readonly AlertChange[]) =>
  changes.map((change) => `${change.do} ${'id' in change ? change.id.slice(6) : change.finding.fingerprint}`)

test.each<[string, OpenAlert[], Finding[], string[], number, string[]]>([
  ['something new', [], [found('a')], [], 0, ['open a']],
  ['the same twice is one', [], [found('a'), found('a', 'critical')], [], 0, ['open a']],
  ['seen again', [open('a')], [found('a')], [], 1, ['keep a']],
  ['worse', [open('a')], [found('a', 'critical')], [], 1, ['escalate a']],
  ['milder stays', [open('a', { severity: 'critical' })], [found('a')], [], 1, ['keep a']],
  ['just gone', [open('a')], [], [], 4, []],
  ['gone for long enough', [open('a')], [], [], 5, ['resolve a']],
  ['gone, after it had come back once', [open('a', { recentlyResolved: 1 })], [], [], 9, []],
  ['gone for longer, after it had come back once', [open('a', { recentlyResolved: 1 })], [], [], 10, ['resolve a']],
  ['a hold has an end', [open('a', { recentlyResolved: 40 })], [], [], 80, ['resolve a']],
  ['nobody looked', [open('degraded:t:clock'), open('b')], [], ['degraded:t:'], 600, ['resolve b']],
  ['another one’s prefix', [open('degraded:t2:clock')], [], ['degraded:t:'], 600, ['resolve degraded:t2:clock']],
])('%s', (_, alerts, findings, unknown, minutes, expected) => {
  expect(inShort(planAlerts(alerts, { findings, unknown }, at(minutes)))).toEqual(expected)
})

test('the worst of two findings of one thing counts, and what got milder keeps its words', () => {
  expect(planAlerts([], { findings: [found('a', 'critical'), found('a')], unknown: [] }, at(0))).toMatchObject([
    { finding: { severity: 'critical' } },
  ])
  const change = { do: 'keep', id: 'id of a', finding: null }
  expect(planAlerts([open('a', { severity: 'critical' })], { findings: [found('a')], unknown: [] }, at(1))).toEqual([
    change,
  ])
})

describe('what comes and goes', () => {
  test('every three minutes for two hours is opened once', () => {
    let alert: OpenAlert | null = null
    const done: string[] = []
    for (let minute = 0; minute <= 120; minute++) {
      const findings = Math.floor(minute / 3) % 2 === 0 ? [found('a')] : []
      for (const change of planAlerts(alert ? [alert] : [], { findings, unknown: [] }, at(minute))) {
        done.push(change.do)
        alert = change.do === 'resolve' ? null : open('a', { lastSeenAt: at(minute) })
      }
    }
    expect(done.filter((what) => what !== 'keep')).toEqual(['open'])
  })
})
