import { describe, expect, test } from 'vitest'
import { planRetention, type RetentionContext } from './retention-plan.ts'
import { keepLast, type SideRetention } from './retention.ts'
import { pinHold, pointHold, recoveryPointName, SnapshotName, type Guid } from './zfs-names.ts'
import type { Snapshot } from './zfs-state.ts'

const ownHold = (guid: Guid) => pointHold(`id-${guid}`)
const nothing: RetentionContext = { newestCommonGuid: null, ownHold, pins: new Map() }

function point(number: number, at: Date, changes: Partial<Snapshot> = {}): Snapshot {
  const guid = String(number) as Guid
  return {
    name: recoveryPointName(at, number),
    guid,
    createTxg: number,
    // Whatever the appliance's clock said: nothing may depend on it.
    creation: 1_000_000 - number,
    written: 1,
    used: 1,
    referenced: 1,
    holds: [ownHold(guid)],
    clones: [],
    ...changes,
  }
}

const points = (...times: string[]) => times.map((time, index) => point(index + 1, new Date(`${time}Z`)))

function reasons(snapshots: readonly Snapshot[], retention: Partial<SideRetention>, context = nothing): string[] {
  const { survivors } = planRetention({ snapshots }, { ...keepLast(2), ...retention }, context)
  return survivors.map(({ snapshot, reasons: why }) => `${snapshot.guid}: ${why.map(({ text }) => text).join(', ')}`)
}

describe('why a recovery point survives', () => {
  test('every reason is told', () => {
    const seen = points('2025-12-31T23:59:59', '2026-11-01T10:00', '2026-11-23T07:00', '2026-11-23T07:30')
    expect(reasons(seen, { hourly: 1, daily: 1, weekly: 2, monthly: 2, yearly: 5 })).toEqual([
      '1: monthly 2025-12, yearly 2025',
      '2: weekly 2026-W44',
      '3: last 2 of 2',
      '4: last 1 of 2, hourly 2026-11-23 07h, daily 2026-11-23, weekly 2026-W48, monthly 2026-11, yearly 2026',
    ])
  })

  test('a period without a point does not count against the number', () => {
    const seen = points(
      '2024-01-01T00:00',
      '2025-05-01T00:00',
      '2026-01-01T00:00',
      '2026-01-01T01:00',
      '2026-01-01T02:00',
    )
    expect(reasons(seen, { monthly: 3 })).toEqual([
      '1: monthly 2024-01',
      '2: monthly 2025-05',
      '4: last 2 of 2',
      '5: last 1 of 2, monthly 2026-01',
    ])
  })

  test('a week belongs to the year of its Thursday', () => {
    const seen = points('2026-12-31T12:00', '2027-01-03T23:00', '2027-01-04T00:00')
    expect(reasons(seen, { weekly: 9 })).toEqual(['2: last 2 of 2, weekly 2026-W53', '3: last 1 of 2, weekly 2027-W01'])
  })

  test('pins, holds, clones and strangers stay, newest common too', () => {
    const base = points('2026-01-01T00:00', '2026-01-02T00:00', '2026-01-03T00:00', '2026-01-04T00:00')
    const [one, two, three, four] = base as [Snapshot, Snapshot, Snapshot, Snapshot]
    const more = points('2026-02-01T00:00', '2026-02-02T00:00').map((each, index) => ({
      ...each,
      guid: String(index + 8) as Guid,
      createTxg: index + 8,
    }))
    const seen = [
      { ...one, holds: [...one.holds, 'legal', pinHold('7')] },
      { ...two, clones: ['dr/test'] },
      { ...three, name: SnapshotName.parse('manual') },
      four,
      ...more,
    ]
    const context = { ...nothing, newestCommonGuid: four.guid, pins: new Map([[one.guid, 'case 12']]) }
    expect(reasons(seen, {}, context).slice(0, 4)).toEqual([
      '1: pinned: case 12, held by legal',
      '2: cloned by dr/test',
      '3: not ours',
      '4: newest common',
    ])
  })

  test('a pin counts without its hold, and a hold without its pin on record', () => {
    const [one, two, ...rest] = points('2026-01-01T00:00', '2026-01-02T00:00', '2026-01-03T00:00', '2026-01-04T00:00')
    if (!one || !two) throw new Error('two points expected')
    const held = { ...two, holds: [pinHold('x')] }
    const context = { ...nothing, pins: new Map([[one.guid, null]]) }
    expect(reasons([one, held, ...rest], {}, context).slice(0, 2)).toEqual(['1: pinned', '2: pinned'])
  })

  test('a clock that jumped back reorders nothing: the side’s own transaction groups count', () => {
    const seen = points('2026-01-01T10:00', '2030-01-01T00:00', '2026-01-01T11:00', '2026-01-01T12:00')
    const { survivors, pruned } = planRetention({ snapshots: seen.toReversed() }, keepLast(2), nothing)
    expect(survivors.map(({ snapshot }) => snapshot.guid)).toEqual(['3', '4'])
    expect(pruned.map(({ guid }) => guid)).toEqual(['1', '2'])
    expect(reasons(seen, { daily: 1 })).toEqual(['3: last 2 of 2', '4: last 1 of 2, daily 2026-01-01'])
  })
})

/** mulberry32: the same seed, the same years. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Years of points: bursts, outages of weeks, now and then a clock that goes wrong. */
function years(random: () => number, count: number): Snapshot[] {
  let clock = Date.UTC(2023, Math.floor(random() * 12), 1 + Math.floor(random() * 28))
  return Array.from({ length: count }, (_, index) => {
    const hours = random() < 0.02 ? random() * 24 * 40 : random() < 0.01 ? -random() * 24 * 3 : random() * 24
    clock += hours * 3_600_000
    return point(index + 1, new Date(clock))
  })
}

const upTo = (random: () => number, limit: number) => Math.floor(random() * (limit + 1))
function anyRetention(random: () => number): SideRetention {
  return {
    keepLast: 2 + upTo(random, 20),
    hourly: upTo(random, 48),
    daily: upTo(random, 30),
    weekly: upTo(random, 10),
    monthly: upTo(random, 14),
    yearly: upTo(random, 3),
  }
}

/** The rule in its own words, without a thought to speed: sort, group, take. */
function oracle(snapshots: readonly Snapshot[], retention: SideRetention): string[] {
  const kept = new Set(snapshots.slice(-retention.keepLast).map(({ guid }) => guid))
  const day = (at: Date) => Math.floor(at.getTime() / 86_400_000)
  const cut = {
    hourly: (at: Date) => Math.floor(at.getTime() / 3_600_000),
    daily: day,
    // 1970-01-01 was a Thursday.
    weekly: (at: Date) => Math.floor((day(at) + 3) / 7),
    monthly: (at: Date) => at.getUTCFullYear() * 12 + at.getUTCMonth(),
    yearly: (at: Date) => at.getUTCFullYear(),
  } as const
  const stamp = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/
  const time = ({ name }: Snapshot) => new Date(name.replace(stamp, '$1-$2-$3T$4:$5:$6Z').slice(4, 24))
  for (const [period, of] of Object.entries(cut) as [keyof typeof cut, (at: Date) => number][]) {
    const newest = new Map<number, Snapshot>()
    for (const snapshot of snapshots) {
      newest.delete(of(time(snapshot)))
      newest.set(of(time(snapshot)), snapshot)
    }
    const last = [...newest.values()].slice(newest.size - Math.min(newest.size, retention[period]))
    for (const { guid } of last) kept.add(guid)
  }
  return snapshots.filter(({ guid }) => kept.has(guid)).map(({ guid }) => guid)
}

const kept = (snapshots: readonly Snapshot[], retention: SideRetention, context = nothing) =>
  planRetention({ snapshots }, retention, context).survivors.map(({ snapshot }) => snapshot)
const guids = (snapshots: readonly Snapshot[]) => snapshots.map(({ guid }) => guid)

describe.each(Array.from({ length: 6 }, (_, seed) => seed + 1))('years of points, seed %i', (seed) => {
  const random = seeded(seed)
  const all = years(random, 400 + upTo(random, 800))
  const retention = anyRetention(random)

  test('the survivors are what the rule says, and doing it again takes nothing more', () => {
    const once = kept(all, retention)
    expect(guids(once)).toEqual(oracle(all, retention))
    expect(kept(once, retention)).toEqual(once)
    expect(once.length).toBeGreaterThanOrEqual(Math.min(all.length, retention.keepLast))
  })

  test('pruning after each new point keeps what pruning once at the end would', () => {
    let side: Snapshot[] = []
    for (const [index, next] of all.entries()) {
      side = kept([...side, next], retention)
      if (index % 50 === 0) expect(guids(side)).toEqual(oracle(all.slice(0, index + 1), retention))
    }
    expect(guids(side)).toEqual(oracle(all, retention))
  })

  test('more to keep never loses one that less would keep', () => {
    const more = { ...retention, monthly: retention.monthly + 3, keepLast: retention.keepLast + 5 }
    const wider = new Set(guids(kept(all, more)))
    expect(guids(kept(all, retention)).filter((guid) => !wider.has(guid))).toEqual([])
  })

  test('with both sides pruned after each round, which may fail to send, they always share a point', () => {
    const short: SideRetention = { ...keepLast(2), hourly: upTo(random, 2) }
    let [source, target]: [Snapshot[], Snapshot[]] = [[], []]
    const pinned = all[upTo(random, 100)]
    const pins = new Map(pinned ? [[pinned.guid, 'trial']] : [])
    for (const next of all) {
      source = [...source, next]
      const sent = random() < 0.6
      if (sent) target = [...target, ...source.filter(({ createTxg }) => createTxg > (target.at(-1)?.createTxg ?? 0))]
      if (target.length === 0) continue
      const there = new Set(guids(target))
      const common = source.findLast(({ guid }) => there.has(guid))
      if (!common) throw new Error(`nothing in common at ${next.name}`)
      source = kept(source, short, { ...nothing, newestCommonGuid: common.guid })
      target = kept(target, retention, { ...nothing, newestCommonGuid: common.guid, pins })
      expect(guids(source)).toContain(common.guid)
      expect(guids(target)).toContain(common.guid)
      if (pinned && there.has(pinned.guid)) expect(guids(target)).toContain(pinned.guid)
    }
  })
})
