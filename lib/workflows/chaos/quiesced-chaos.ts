/**
 * Rounds of application-consistent replication in which any call to the source or to the vCenter may
 * fail, lose its answer or be the moment of the worker's death, and guests fail and hang. What a point
 * says of its VMs is compared with what they really held at the moment of its ZFS snapshot.
 */
import { leftBy, type SnapshotMaker } from '../../domain/snapshot-sweep.ts'
import { SeededRandom } from '../../drivers/vsphere/simulated/seeded-random.ts'
import { RememberingZfsDriver } from '../../drivers/zfs/remembering-zfs-driver.ts'
import type { ZfsDriver } from '../../drivers/zfs/zfs-driver.ts'
import { makeQuiescedWorld } from '../replicate-quiesced.world.ts'
import { MIB, source } from '../replicate.world.ts'
import { replicate } from '../replicate.ts'
import type { ReplicateParams } from '../replicate/replicate-params.ts'
import { writeTo } from '../../drivers/zfs/simulated-faults.ts'
import { runJob, undoJob, type Stop } from '../run-job.ts'
import { ArrayJournal } from '../workflow.laws.ts'
import { faultyDriver, Killed, type Fate } from './faulty-driver.ts'
import { faultyVcenter } from './faulty-vcenter.ts'

export type QuiescedReport = {
  rounds: number
  applicationPoints: number
  crashPoints: number
  /** Rounds after which a VMware snapshot was left, for the sweeper. */
  leftToSweep: number
  violations: string[]
}

type World = ReturnType<typeof makeQuiescedWorld>
/** By snapshot name: the VMs that held a VMware snapshot of that name when the ZFS snapshot came into being. */
type Truth = Map<string, ReadonlySet<string>>

const MOST_ATTEMPTS = 100
const BAD_HOUR = 0.45
const HOUR_MS = 3_600_000

export async function quiescedChaos(options: {
  readonly rounds: number
  readonly seed: string
  readonly faultShare: number
}): Promise<QuiescedReport> {
  const dice = new SeededRandom(options.seed)
  const world = makeQuiescedWorld()
  const truth: Truth = new Map()
  const report: QuiescedReport = { rounds: 0, applicationPoints: 0, crashPoints: 0, leftToSweep: 0, violations: [] }
  for (let round = 1; round <= options.rounds; round += 1) {
    report.rounds = round
    world.clock.now += 10 * 60_000
    await writeTo(world.stores.source, source, MIB)
    await spoilGuests(world, dice)
    const params = world.params((world.sequences.last += 1))
    // Trouble comes in bad hours: two faults in a row are what a retry is tested by.
    const appliance = dice.chance(0.5) ? BAD_HOUR : options.faultShare
    const shares = { appliance, vcenter: options.faultShare }
    const status = await oneRound(world, params, { dice, shares, truth })
    if (status === null) report.violations.push(`round ${round} does not end`)
    await judgePoint(world, params, truth, report)
    await sweep(world, params, report)
    if (report.violations.length > 0) return report
  }
  return report
}

async function spoilGuests(world: World, dice: SeededRandom): Promise<void> {
  for (const at of world.vms.keys()) {
    const luck = dice.next()
    if (luck < 0.05) await world.trouble(at, { fault: 'ApplicationQuiesceFault' })
    else if (luck < 0.1) await world.trouble(at, { hangsMs: 10 * 60_000, stubborn: luck < 0.075 })
  }
}

type Shares = { readonly appliance: number; readonly vcenter: number }
type Chaos = { readonly dice: SeededRandom; readonly shares: Shares; readonly truth: Truth }

async function oneRound(world: World, params: ReplicateParams, { dice, shares, truth }: Chaos) {
  const journal = new ArrayJournal()
  for (const key of Object.keys(world.facts)) delete world.facts[key]
  const cancelAfter = dice.chance(0.1) ? Math.floor(dice.next() * 30) : Number.POSITIVE_INFINITY
  let calls = 0
  const fateOf = (share: number) => (): Fate => {
    calls += 1
    // The dead call nobody, not even to clean up.
    if (journal.crashed) return 'killed_before'
    if (!dice.chance(share)) return 'well'
    return dice.pick(['refused', 'lost', 'half', 'killed_before', 'killed_after'] as const)
  }
  const kill = () => void (journal.crashed = true)
  const stop = (): Stop => (calls > cancelAfter ? 'cancelled' : null)
  world.site.vcenter = async () => faultyVcenter(world.driver, fateOf(shares.vcenter), kill)
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    world.clock.now += 6_000
    const watched = watchedSource(world, params.snapshot, truth)
    const tools = world.newTools()
    const living = {
      ...tools,
      source: new RememberingZfsDriver(faultyDriver(watched, fateOf(shares.appliance), kill)),
      result: async (facts: Record<string, unknown>) => {
        if (journal.crashed) throw new Killed('killed before it wrote down what it found')
        await tools.result(facts)
      },
    }
    const work =
      journal.status === 'rolling_back'
        ? undoJob(replicate, params, living, journal, 'cancelled')
        : runJob(replicate, params, living, journal, stop)
    const status = await work.catch((error: unknown) => {
      if (!journal.crashed) throw error
      journal.crashed = false
      return 'killed' as const
    })
    if (status === 'succeeded' || status === 'cancelled') return status
    if (status === 'needs_operator' || status === 'stuck') return null
  }
  return null
}

/** Sees the very moment in which the snapshot comes into being, whatever becomes of the answer. */
function watchedSource(world: World, name: string, truth: Truth): ZfsDriver {
  const driver = world.bare.source
  const taken = async () =>
    (await driver.observe(source))?.snapshots.some((snapshot) => snapshot.name === name) ?? false
  return new Proxy<ZfsDriver>(driver, {
    get(target, property) {
      const method: unknown = Reflect.get(target, property, target)
      if (typeof method !== 'function') return method
      if (!String(property).startsWith('apply')) return method.bind(target)
      return async (...given: unknown[]) => {
        const before = await taken()
        const result: unknown = await Reflect.apply(method, target, given)
        if (!before && (await taken())) {
          const left = await world.driver.ourSnapshots({ signal: new AbortController().signal })
          truth.set(name, new Set(left.filter((snapshot) => snapshot.name === name).map(({ vm }) => vm)))
        }
        return result
      }
    },
  })
}

async function judgePoint(world: World, params: ReplicateParams, truth: Truth, report: QuiescedReport): Promise<void> {
  const point = [...world.ledger.points.values()].find(({ snapshot }) => snapshot === params.snapshot)
  if (!point) return
  report[point.consistency === 'application' ? 'applicationPoints' : 'crashPoints'] += 1
  const held = truth.get(params.snapshot) ?? new Set()
  for (const { vmId, name, consistency } of point.vmConsistency ?? []) {
    const moref = world.vms.find((vm) => vm.vmId === vmId)?.moref ?? ''
    if (consistency === 'application' && !held.has(moref))
      report.violations.push(`${params.snapshot} claims that ${name} held still, and it did not`)
  }
  const all = point.vmConsistency?.every(({ consistency }) => consistency === 'application') ?? false
  if (point.consistency === 'application' && !all) report.violations.push(`${params.snapshot} claims too much`)
}

/** As the duty does it, an hour later, when every guest has answered or given up. */
async function sweep(world: World, params: ReplicateParams, report: QuiescedReport): Promise<void> {
  world.clock.now += HOUR_MS
  const { signal } = new AbortController()
  const left = await world.driver.ourSnapshots({ signal })
  if (left.length > 0) report.leftToSweep += 1
  for (const snapshot of left) {
    const maker = leftBy(snapshot, [makerOf(params)])
    if (maker) await world.driver.removeSnapshotsNamed(snapshot.vm, snapshot.name, { signal })
  }
  const remain = await world.driver.ourSnapshots({ signal })
  if (remain.length > 0) report.violations.push(`${remain.map(({ name }) => name).join()} is left for good`)
}

function makerOf({ jobId, snapshot, quiesce }: ReplicateParams): SnapshotMaker {
  const vms = (quiesce?.vms ?? []).map(({ moref }) => moref)
  const rest = { groupId: null, groupName: null, takenSecondsAgo: null, restingSeconds: 0 }
  return { ...rest, jobId, name: snapshot, vms, status: 'succeeded' }
}
