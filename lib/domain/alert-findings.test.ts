import { describe, expect, test } from 'vitest'
import type { ApplianceHealth, HealthProblem } from './appliance-health.ts'
import { applianceFindings, type ApplianceAlertFacts } from './appliance-findings.ts'
import { groupFindings, type GroupAlertFacts } from './group-findings.ts'
import { jobFinding, type JobAlertFacts } from './job-finding.ts'

const now = new Date('2026-03-02T12:00:00Z')
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

const point = (
  minutes: number,
  vmConsistency: NonNullable<GroupAlertFacts['newestPoint']>['vmConsistency'] = null,
) => ({
  id: 'point',
  currentUntil: minutesAgo(minutes),
  vmConsistency,
})
const group: GroupAlertFacts = {
  id: 'g',
  name: 'Databases',
  rpoMinutes: 15,
  paused: false,
  createdAt: minutesAgo(10_000),
  consistency: 'crash',
  maxUnsentPoints: 48,
  replicaWrittenBytes: 0,
  pilingUp: null,
  newestPoint: point(3),
  runs: [],
  activeJob: null,
}

describe('length of runs', () => {
  test.each<[string, Partial<GroupAlertFacts>, object[]]>([
    ['half of the objective', { runs: [450, 450] }, []],
    [
      'more than that',
      { runs: [460, 460] },
      [
        {
          kind: 'run_too_long',
          severity: 'warning',
          groupId: 'g',
          facts: { expectedSeconds: 460, objectiveSeconds: 900 },
        },
      ],
    ],
    ['of a paused group', { runs: [460, 460], paused: true }, []],
  ])('%s', (_, given, expected) => {
    expect(groupFindings({ ...group, ...given }, now).findings).toMatchObject(expected)
  })
})

describe('RPO', () => {
  const working = { id: 'j', waitsForPerson: false }
  test.each<[string, Partial<GroupAlertFacts>, object | null]>([
    ['met', {}, null],
    ['at four fifths', { newestPoint: point(12) }, null],
    ['beyond four fifths', { newestPoint: point(13) }, { kind: 'rpo_at_risk', severity: 'warning' }],
    ['at the objective', { newestPoint: point(15) }, { kind: 'rpo_at_risk' }],
    [
      'missed',
      { newestPoint: point(42) },
      {
        kind: 'rpo_missed',
        severity: 'critical',
        fingerprint: 'rpo:g',
        message: 'A failover now would lose 42 min; the objective is 15 min',
        facts: { ageSeconds: 2520, objectiveSeconds: 900 },
      },
    ],
    ['missed, and paused', { newestPoint: point(42), paused: true }, null],
    ['new, nothing yet', { newestPoint: null, createdAt: minutesAgo(14) }, null],
    [
      'never replicated',
      { newestPoint: null, createdAt: minutesAgo(60) },
      { kind: 'rpo_missed', severity: 'critical' },
    ],
    [
      'its first copy is under way',
      { newestPoint: null, createdAt: minutesAgo(60), activeJob: working },
      { kind: 'rpo_missed', severity: 'warning', jobId: 'j' },
    ],
    [
      'its job waits',
      { newestPoint: point(42), activeJob: { ...working, waitsForPerson: true } },
      { severity: 'critical', hint: expect.stringContaining('waits for your decision') },
    ],
  ])('%s', (_, facts, expected) => {
    const { findings } = groupFindings({ ...group, ...facts }, now)
    if (expected === null) expect(findings).toEqual([])
    else expect(findings).toMatchObject([expected])
  })
})

describe('consistency', () => {
  const vm = (name: string, because: string | null) => ({
    vmId: '11111111-1111-4111-8111-111111111111',
    name,
    consistency: because === null ? ('application' as const) : ('crash' as const),
    because,
  })
  test('a VM that was not quiesced is named with the reason', () => {
    const facts = { ...group, newestPoint: point(1, [vm('sql-01', 'took longer than 120 s'), vm('web-01', null)]) }
    expect(groupFindings(facts, now).findings).toMatchObject([
      { kind: 'quiesce_failed', message: expect.stringContaining('1 of 2 VMs: sql-01 (took longer than 120 s)') },
    ])
  })
  test('all quiesced is well, and a point that says nothing proves nothing', () => {
    expect(groupFindings({ ...group, newestPoint: point(1, [vm('a', null)]) }, now)).toEqual({
      findings: [],
      unknown: [],
    })
    expect(groupFindings({ ...group, consistency: 'application' }, now)).toEqual({
      findings: [],
      unknown: ['quiesce:g'],
    })
  })
})

test.each([
  [{ points: 23, capped: false, fullInDays: 100 }, null],
  [{ points: 24, capped: false, fullInDays: null }, 'warning'],
  [{ points: 5, capped: false, fullInDays: 6 }, 'critical'],
  [{ points: 48, capped: true, fullInDays: null }, 'critical'],
])('points that wait: %o', (piled, severity) => {
  const { findings } = groupFindings({ ...group, pilingUp: { ...piled, message: 'm', hint: 'h' } }, now)
  expect(findings.map((found) => found.severity)).toEqual(severity === null ? [] : [severity])
})

test.each([
  [null, []],
  [0, []],
  [4096, [{ kind: 'replica_modified', severity: 'critical', fingerprint: 'replica_modified:g' }]],
])('a replica with %s bytes of its own, also while paused', (replicaWrittenBytes, expected) => {
  expect(groupFindings({ ...group, paused: true, replicaWrittenBytes }, now).findings).toMatchObject(expected)
})

describe('jobs', () => {
  const job: JobAlertFacts = {
    id: 'j',
    kind: 'replicate',
    status: 'needs_operator',
    groupId: 'g',
    targetId: null,
    subject: 'Databases',
    error: { code: 'diverged', message: 'histories differ', hint: 'choose' },
  }
  test.each<[string, Partial<JobAlertFacts>, object | null]>([
    ['running', { status: 'running' }, null],
    ['retrying', { status: 'retrying' }, null],
    ['waits', {}, { kind: 'job_needs_operator', severity: 'critical', fingerprint: 'job:j', hint: 'choose' }],
    ['an inventory waits', { kind: 'sync_inventory', groupId: null }, { severity: 'warning' }],
    ['an inventory is stuck', { kind: 'sync_inventory', status: 'stuck' }, { severity: 'critical' }],
    [
      'the replica was written to',
      { error: { code: 'replica_modified', message: 'written to' } },
      { kind: 'replica_modified', severity: 'critical', fingerprint: 'replica_modified:g', message: 'written to' },
    ],
  ])('%s', (_, facts, expected) => {
    const found = jobFinding({ ...job, ...facts })
    if (expected === null) expect(found).toBeNull()
    else expect(found).toMatchObject(expected)
  })
})

describe('appliances', () => {
  const problem = (code: string, level: HealthProblem['level'] = 'warning') => ({
    code,
    level,
    message: code,
    hint: 'do',
  })
  const check = (...problems: HealthProblem[]): ApplianceHealth => ({
    health: 'ok',
    zfsVersion: '2.3.2',
    pool: {
      name: 'tank',
      state: 'ONLINE',
      sizeBytes: 10,
      availableBytes: 5,
      fragmentationPercent: 1,
      scrub: { state: 'finished', finishedAt: null, errors: 0 },
      resilvering: false,
      devices: [],
      dataErrors: 0,
    },
    sshMs: 1,
    clockOffsetSeconds: 0,
    features: [],
    activeFeatures: [],
    tools: [],
    problems,
  })
  const nas: ApplianceAlertFacts = { id: 't', name: 'NAS', used: true, lastCheck: check(), lastCheckError: null }

  test('well', () => expect(applianceFindings(nas)).toEqual({ findings: [], unknown: [] }))

  test('never asked: nothing is known', () => {
    const { findings, unknown } = applianceFindings({ ...nas, lastCheck: null })
    expect(findings).toEqual([])
    expect(unknown).toEqual(['unreachable:t', 'degraded:t:', 'filling:t'])
  })

  test('no answer says nothing about what was wrong before', () => {
    const { findings, unknown } = applianceFindings({
      ...nas,
      lastCheck: check(problem('pool_degraded')),
      lastCheckError: 'silence',
    })
    expect(findings).toMatchObject([
      { kind: 'appliance_unreachable', severity: 'critical', fingerprint: 'unreachable:t' },
    ])
    expect(unknown).toEqual(['degraded:t:', 'filling:t'])
    expect(applianceFindings({ ...nas, used: false, lastCheckError: 'silence' }).findings).toMatchObject([
      { severity: 'warning' },
    ])
  })

  test('everything about room is one alert as bad as the worst of it; the rest is one each', () => {
    const problems = [
      problem('pool_filling'),
      problem('pool_full_soon', 'critical'),
      problem('clock_off'),
      problem('device_away'),
      problem('device_away'),
    ]
    expect(applianceFindings({ ...nas, lastCheck: check(...problems) }).findings).toMatchObject([
      {
        kind: 'appliance_filling',
        severity: 'critical',
        fingerprint: 'filling:t',
        message: 'pool_filling; pool_full_soon',
      },
      { kind: 'appliance_degraded', severity: 'warning', fingerprint: 'degraded:t:clock_off' },
      { fingerprint: 'degraded:t:device_away', message: 'device_away; device_away' },
    ])
  })

  test('what belongs to setting up is not worth a mail', () => {
    const problems = [problem('prefix_missing'), problem('permission_missing_source')]
    expect(applianceFindings({ ...nas, lastCheck: check(...problems) }).findings).toEqual([])
    const neither = [problem('permission_missing_source', 'critical')]
    expect(applianceFindings({ ...nas, lastCheck: check(...neither) }).findings).toHaveLength(1)
  })
})
