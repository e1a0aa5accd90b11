/**
 * Rounds of the real workflow on simulated appliances where any driver call may fail, lose its
 * answer, stop half-way, or be the moment in which the worker is killed, and where people cancel.
 * After each event the claims that Zerfaux makes are compared with what the appliances really hold.
 */
import { keepLast, type Retention } from '../../domain/retention.ts'
import { recoveryPointName, type Guid, type SnapshotName } from '../../domain/zfs-names.ts'
import type { DatasetState } from '../../domain/zfs-state.ts'
import { SeededRandom } from '../../drivers/vsphere/simulated/seeded-random.ts'
import { RememberingZfsDriver } from '../../drivers/zfs/remembering-zfs-driver.ts'
import { cutNextReceive, writeTo } from '../../drivers/zfs/simulated-faults.ts'
import { replicate } from '../replicate.ts'
import { makeWorld, MIB, paramsOf, source, target } from '../replicate.world.ts'
import type { ReplicateTools } from '../replicate/replicate-tools.ts'
import { runJob, undoJob, type Stop } from '../run-job.ts'
import { ArrayJournal } from '../workflow.laws.ts'
import { faultyDriver, type Fate } from './faulty-driver.ts'

export type ChaosReport = {
  rounds: number
  attempts: number
  driverCalls: number
  faults: Record<Exclude<Fate, 'well'> | 'cut', number>
  succeeded: number
  cancelled: number
  unchanged: number
  /** Points that a job took beside its own, because it could not send. */
  pointsWhileAway: number
  pointsVerified: number
  /** Each claim that turned out to be false, in words. */
  violations: string[]
}

type World = ReturnType<typeof makeWorld>
type Claim = (holds: boolean, words: string) => void
/** Every point that was ever verified: what retention is judged by. */
type Verified = Map<Guid, SnapshotName>

const chaosRetention: Retention = {
  source: keepLast(3),
  target: { ...keepLast(5), hourly: 4, daily: 3 },
}

/** A round ends well sooner or later; one that needs more attempts than that is stuck. */
const MOST_ATTEMPTS = 60

export async function replicateChaos(options: {
  readonly rounds: number
  readonly seed: string
  /** Share of driver calls that go wrong. */
  readonly faultShare: number
}): Promise<ChaosReport> {
  const dice = new SeededRandom(options.seed)
  const world = makeWorld(0)
  const report = newReport()
  const claim: Claim = (holds, words) => void (holds || report.violations.push(words))
  const points = watchedLedger(world, report, claim)

  for (let round = 1; round <= options.rounds; round += 1) {
    const sequence = ++world.sequences.last
    report.rounds = round
    world.clock.now += 7 * 60_000
    if (dice.chance(0.8)) await writeTo(world.stores.source, source, Math.ceil(dice.next() * 8 * MIB))
    const status = await oneRound(world, sequence, { dice, share: options.faultShare, points, report, claim })
    if (status === null) return report
    report[status] += 1
    if (status === 'succeeded') claimAfterSuccess(await truthOf(world), points.verified, claim, sequence)
  }
  return report
}

type Round = {
  readonly dice: SeededRandom
  readonly share: number
  readonly points: ReplicateTools['points']
  readonly report: ChaosReport
  readonly claim: Claim
}

/** One job, through all its attempts. Null when it stands still or asks for a person, which no passing fault may cause. */
async function oneRound(
  world: World,
  sequence: number,
  { dice, share, points, report, claim }: Round,
): Promise<'succeeded' | 'cancelled' | null> {
  const params = {
    ...paramsOf(sequence, chaosRetention),
    snapshot: recoveryPointName(new Date(world.clock.now), sequence),
    // Attempts are 6 s apart: a round that cannot send soon takes points of its own, and thins them out.
    maxUnsentPoints: 3,
    pointEverySeconds: 6,
  }
  const journal = new ArrayJournal()
  const cancelAfter = dice.chance(0.05) ? Math.floor(dice.next() * 12) : Number.POSITIVE_INFINITY
  let calls = 0
  const fate = (): Fate => {
    calls += 1
    report.driverCalls += 1
    if (!dice.chance(share)) return 'well'
    const chosen = dice.pick(['refused', 'lost', 'half', 'killed_before', 'killed_after'] as const)
    report.faults[chosen] += 1
    return chosen
  }
  const kill = () => void (journal.crashed = true)
  const stop = (): Stop => (calls > cancelAfter ? 'cancelled' : null)
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    report.attempts += 1
    // A dead worker's receive is noticed as dead a while later.
    world.clock.now += 6_000
    if (dice.chance(0.03)) {
      report.faults.cut += 1
      await cutNextReceive(world.stores.target, dice.next())
    }
    // Guests go on writing while a job cannot send.
    if (attempt > 1 && dice.chance(0.3)) await writeTo(world.stores.source, source, MIB)
    const tools: ReplicateTools = {
      ...world.newTools(),
      nextSequence: async () => {
        report.pointsWhileAway += 1
        return ++world.sequences.last
      },
      source: new RememberingZfsDriver(faultyDriver(world.bare.source, fate, kill)),
      target: new RememberingZfsDriver(faultyDriver(world.bare.target, fate, kill)),
      points,
    }
    const undoing = journal.status === 'rolling_back'
    const work = undoing
      ? undoJob(replicate, params, tools, journal, 'cancelled')
      : runJob(replicate, params, tools, journal, stop)
    const status = await work.catch((error: unknown) => {
      if (!journal.crashed) throw error
      journal.crashed = false
      return 'killed' as const
    })
    if (status === 'succeeded' || status === 'cancelled') return status
    if (status === 'needs_operator' || status === 'stuck') break
  }
  claim(false, `round ${sequence} does not end: ${journal.status} ${JSON.stringify(journal.log.at(-1))}`)
  return null
}

function newReport(): ChaosReport {
  return {
    rounds: 0,
    attempts: 0,
    driverCalls: 0,
    faults: { refused: 0, lost: 0, half: 0, killed_before: 0, killed_after: 0, cut: 0 },
    succeeded: 0,
    cancelled: 0,
    unchanged: 0,
    pointsWhileAway: 0,
    pointsVerified: 0,
    violations: [],
  }
}

/** Both sides as they are, whatever the drivers say. */
async function truthOf(world: World): Promise<{ source: DatasetState | null; target: DatasetState | null }> {
  const [from, to] = await Promise.all([world.bare.source.observe(source), world.bare.target.observe(target)])
  return { source: from, target: to }
}

/** The database's side, which believes nothing that the appliances do not show. */
function watchedLedger(
  world: World,
  report: ChaosReport,
  claim: Claim,
): ReplicateTools['points'] & { verified: Verified } {
  const verified: Verified = new Map()
  const { ledger } = world
  return {
    verified,
    onRecord: () => ledger.onRecord(),
    count: () => ledger.count(),
    pins: () => ledger.pins(),
    reconcile: (groupId, targetId, present) => ledger.reconcile(groupId, targetId, present),
    async record(point) {
      const { source: from, target: to } = await truthOf(world)
      const onTarget = to?.snapshots.some(({ guid, name }) => guid === point.guid && name === point.snapshot)
      const onSource = [...(from?.snapshots ?? []), ...(from?.bookmarks ?? [])].some(({ guid }) => guid === point.guid)
      claim(onTarget === true, `${point.snapshot} was recorded as verified and is not on the target`)
      claim(onSource, `${point.snapshot} was recorded as verified and is not the source’s`)
      if (!verified.has(point.guid)) report.pointsVerified += 1
      verified.set(point.guid, point.snapshot)
      await ledger.record(point)
    },
    async confirm(id, until) {
      const { source: from, target: to } = await truthOf(world)
      const newest = to?.snapshots.at(-1)
      const common = from?.snapshots.find(({ guid }) => guid === newest?.guid)
      const since = from?.snapshots.filter(({ createTxg }) => common && createTxg > common.createTxg) ?? []
      const unchanged = common && since.length > 0 && since.every(({ written }) => written === 0)
      claim(unchanged === true, `round ${report.rounds} confirmed a point although the source had changed`)
      report.unchanged += 1
      await ledger.confirm(id, until)
    },
  }
}

/** What must be so after a round that is reported as done. */
function claimAfterSuccess(
  { source: from, target: to }: Awaited<ReturnType<typeof truthOf>>,
  verified: Verified,
  claim: Claim,
  round: number,
): void {
  const present = new Set(to?.snapshots.map(({ guid }) => guid))
  for (const guid of expectedSurvivors(verified)) {
    claim(present.has(guid), `round ${round}: ${verified.get(guid)} should be kept by retention and is gone`)
  }
  const unheld = to?.snapshots.filter(({ holds }) => !holds.some((tag) => tag.startsWith('zfx:point:'))) ?? []
  claim(unheld.length === 0, `round ${round}: ${unheld.map(({ name }) => name).join()} is not held on the target`)
  const leaked = (from?.snapshots ?? []).filter(({ holds }) => holds.length > 0)
  claim(leaked.length === 0, `round ${round}: holds are left on ${leaked.map(({ name }) => name).join()}`)
  claim(from?.bookmarks.length === 1, `round ${round}: ${from?.bookmarks.length} cursors`)
  claim(to?.receiveResumeToken === null, `round ${round}: a partial receive is left`)
  const newest = to?.snapshots.at(-1)
  claim(
    from?.snapshots.some(({ guid }) => guid === newest?.guid) === true,
    `round ${round}: the newest point of the target is not on the source`,
  )
}

/** A second opinion on `chaosRetention`: the newest five, and the last one of each of the last four hours and three days. */
function expectedSurvivors(verified: Verified): Set<Guid> {
  const newestFirst = [...verified].toSorted(([, a], [, b]) => sequenceOf(b) - sequenceOf(a))
  const kept = new Set(newestFirst.slice(0, 5).map(([guid]) => guid))
  for (const [digits, count] of [
    ['zfx_YYYYMMDDTHH'.length, 4],
    ['zfx_YYYYMMDD'.length, 3],
  ] as const) {
    const seen = new Set<string>()
    for (const [guid, name] of newestFirst) {
      const period = name.slice(0, digits)
      if (seen.has(period)) continue
      if (seen.size === count) break
      seen.add(period)
      kept.add(guid)
    }
  }
  return kept
}

function sequenceOf(name: string): number {
  return Number(name.split('_').at(-1))
}
