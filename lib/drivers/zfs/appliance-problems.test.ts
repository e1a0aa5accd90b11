import { expect, test } from 'vitest'
import type { PoolHealth } from '../../domain/appliance-health.ts'
import { judgeAppliance, type HealthFacts } from './appliance-problems.ts'

const now = new Date(Date.UTC(2026, 10, 24))
const pool: PoolHealth = {
  name: 'tank',
  state: 'ONLINE',
  sizeBytes: 1000,
  availableBytes: 500,
  fragmentationPercent: 4,
  scrub: { state: 'finished', finishedAt: new Date(Date.UTC(2026, 10, 20)).toISOString(), errors: 0 },
  resilvering: false,
  devices: [{ name: 'sda', state: 'ONLINE', readErrors: 0, writeErrors: 0, checksumErrors: 0 }],
  dataErrors: 0,
}
const well: HealthFacts = {
  pool,
  now,
  clockOffsetSeconds: 1,
  versions: { tools: '2.3.2-2', kernel: '2.3.2-2' },
  missingPermissions: { source: [], target: [] },
  permissionsOn: 'tank',
  missingPrefix: null,
}
const device = { name: 'sda', state: 'ONLINE', readErrors: 0, writeErrors: 0, checksumErrors: 0 }
const withPool = (changes: Partial<PoolHealth>) => ({ pool: { ...pool, ...changes } })
const lastScrub = (date: number) => ({
  scrub: { state: 'finished' as const, finishedAt: new Date(date).toISOString(), errors: 0 },
})

test.each<{ case: string; facts: Partial<HealthFacts>; codes: string; health: string }>([
  { case: 'all is well', facts: {}, codes: '', health: 'ok' },
  { case: 'a device is away', facts: withPool({ state: 'DEGRADED' }), codes: 'pool_degraded', health: 'warning' },
  { case: 'the pool is gone', facts: withPool({ state: 'SUSPENDED' }), codes: 'pool_unavailable', health: 'critical' },
  { case: 'resilvering', facts: withPool({ resilvering: true }), codes: 'pool_resilvering', health: 'warning' },
  {
    case: 'a device errs',
    facts: withPool({ devices: [{ ...device, checksumErrors: 3 }] }),
    codes: 'device_errors',
    health: 'warning',
  },
  {
    case: 'a device is offline',
    facts: withPool({ devices: [{ ...device, state: 'OFFLINE' }] }),
    codes: 'device_away',
    health: 'warning',
  },
  {
    case: 'a spare waits',
    facts: withPool({ devices: [device, { ...device, name: 'sdz', state: 'AVAIL' }] }),
    codes: '',
    health: 'ok',
  },
  { case: 'data is lost', facts: withPool({ dataErrors: 2 }), codes: 'data_errors', health: 'critical' },
  { case: '85 % full', facts: withPool({ availableBytes: 150 }), codes: 'pool_filling', health: 'warning' },
  { case: '95 % full', facts: withPool({ availableBytes: 50 }), codes: 'pool_almost_full', health: 'critical' },
  { case: 'fragmented', facts: withPool({ fragmentationPercent: 71 }), codes: 'pool_fragmented', health: 'warning' },
  {
    case: 'scrubbed 40 days ago',
    facts: withPool(lastScrub(Date.UTC(2026, 9, 15))),
    codes: 'scrub_overdue',
    health: 'warning',
  },
  {
    case: 'a resilver hides the last scrub',
    facts: withPool({ scrub: { state: 'unknown', finishedAt: null, errors: null } }),
    codes: 'scrub_overdue',
    health: 'warning',
  },
  {
    case: 'a cancelled scrub is none, however recent',
    facts: withPool({ scrub: { ...pool.scrub, state: 'cancelled' } }),
    codes: 'scrub_overdue',
    health: 'warning',
  },
  {
    case: 'too old',
    facts: { versions: { tools: '2.0.7', kernel: '2.0.7' } },
    codes: 'zfs_too_old',
    health: 'critical',
  },
  {
    case: 'upgraded, not restarted',
    facts: { versions: { tools: '2.3.2-2', kernel: '2.1.11-1' } },
    codes: 'zfs_versions_differ',
    health: 'warning',
  },
  { case: 'the clock is off', facts: { clockOffsetSeconds: -120 }, codes: 'clock_off', health: 'warning' },
  {
    case: 'what is critical comes first',
    facts: { clockOffsetSeconds: 90, ...withPool({ availableBytes: 1 }) },
    codes: 'pool_almost_full clock_off',
    health: 'critical',
  },
])('$case', ({ facts, codes, health }) => {
  const judged = judgeAppliance({ ...well, ...facts })
  expect(judged.problems.map(({ code }) => code).join(' ')).toBe(codes)
  expect(judged.health).toBe(health)
  for (const { message, hint } of judged.problems) expect(message.length * hint.length).toBeGreaterThan(0)
})
