import { expect, test } from 'vitest'
import { noticeBody, noticeLines, noticeSubject, type AlertNotice, type ToldAlert } from './alert-notice.ts'

const alert: ToldAlert = {
  id: 'a',
  kind: 'rpo_missed',
  severity: 'critical',
  subject: 'Databases',
  message: 'A failover now would lose 42 min; the objective is 15 min',
  hint: 'Look at the job.',
  facts: { ageSeconds: 2520, objectiveSeconds: 900 },
  openedAt: '2026-03-02T12:00:00.000Z',
  lastSeenAt: '2026-03-02T13:00:00.000Z',
  resolvedAt: null,
  occurrences: 3,
  groupId: 'g',
  targetId: null,
  jobId: null,
  recoveryPointId: null,
}
const notice = (event: AlertNotice['event'], more: Partial<ToldAlert> = {}): AlertNotice => ({
  deliveryId: 'd',
  event,
  alert: { ...alert, ...more },
  link: 'https://zerfaux.example/replication/alerts/a',
})

test.each([
  [notice('opened'), '[Zerfaux] RPO missed: Databases – 42 min, objective 15 min'],
  [notice('escalated'), '[Zerfaux] Worse: RPO missed: Databases – 42 min, objective 15 min'],
  [notice('resolved'), '[Zerfaux] Over: RPO missed: Databases – 42 min, objective 15 min'],
  [notice('test'), '[Zerfaux] Test: this channel works'],
  [
    notice('opened', { facts: { ageSeconds: null, objectiveSeconds: 900 } }),
    '[Zerfaux] RPO missed: Databases – no recovery point, objective 15 min',
  ],
  [
    notice('opened', { kind: 'appliance_unreachable', subject: 'NAS', message: 'no answer', facts: null }),
    '[Zerfaux] Appliance unreachable: NAS – no answer',
  ],
])('the subject states the fact', (told, subject) => expect(noticeSubject(told)).toBe(subject))

test('the text says what, what to do, since when and where; the recovery how long it was', () => {
  expect(noticeLines(notice('opened'))).toEqual([
    'A failover now would lose 42 min; the objective is 15 min.',
    'Look at the job.',
    'Since 2026-03-02 12:00 UTC (critical).',
    'https://zerfaux.example/replication/alerts/a',
  ])
  expect(noticeLines(notice('resolved', { resolvedAt: '2026-03-02T13:05:00.000Z' }))[0]).toBe(
    'Over since 2026-03-02 13:05 UTC; it lasted 1 h 5 min.',
  )
})

test('what a site said cannot start a line or a header of its own', () => {
  const evil = notice('opened', {
    kind: 'job_needs_operator',
    message: 'no\r\nBcc: all@example.com\u2028\u0000x',
    subject: 'a\r\n\r\nb',
  })
  for (const line of [noticeSubject(evil), ...noticeLines(evil)]) expect(line).not.toMatch(/[\p{C}\u2028]/u)
})

test('a webhook gets the facts with names like the API’s, and a text to show', () => {
  expect(noticeBody(notice('opened'), '2026-03-02T13:00:00.000Z')).toMatchObject({
    event: 'opened',
    delivery_id: 'd',
    text: expect.stringContaining('RPO missed: Databases'),
    alert: { opened_at: alert.openedAt, group_id: 'g', facts: { age_seconds: 2520, objective_seconds: 900 } },
  })
  expect(noticeBody(notice('test'), 'now')).toMatchObject({ event: 'test', alert: null })
})
