import { defaultRetention } from '../domain/retention.ts'
import { DatasetName, recoveryPointName, type Guid } from '../domain/zfs-names.ts'
import { MemoryStore } from '../drivers/simulated-store.ts'
import { RememberingZfsDriver } from '../drivers/zfs/remembering-zfs-driver.ts'
import { simulatedAppliance } from '../drivers/zfs/simulated-appliance.ts'
import { SimulatedZfsDriver } from '../drivers/zfs/simulated-zfs-driver.ts'
import { replicate } from './replicate.ts'
import type { ReplicateParams } from './replicate/replicate-params.ts'
import type { RecoveryPointLedger, ReplicateTools, VerifiedPoint } from './replicate/replicate-tools.ts'
import { runJob } from './run-job.ts'
import { ArrayJournal } from './workflow.laws.ts'

export const groupId = '11111111-1111-4111-8111-111111111111'
export const targetId = '22222222-2222-4222-8222-222222222222'
export const source = DatasetName.parse('tank/zerfaux/web')
export const target = DatasetName.parse('dr/zerfaux/web')
export const MIB = 1024 ** 2

export function paramsOf(sequence: number, retention = defaultRetention): ReplicateParams {
  return {
    jobId: `33333333-3333-4333-8333-${String(sequence).padStart(12, '0')}`,
    groupId,
    sourceId: '44444444-4444-4444-8444-444444444444',
    targetId,
    source,
    target,
    sequence,
    snapshot: recoveryPointName(new Date(Date.UTC(2026, 0, 1, 0, sequence)), sequence),
    consistency: 'crash',
    epoch: 1,
    retention,
    quiesce: null,
    label: null,
    maxUnsentPoints: 48,
    pointEverySeconds: 900,
    transport: 'direct',
    compression: 'blocks',
    bandwidthLimit: null,
    bandwidthTimetable: null,
  }
}

export class MemoryLedger implements RecoveryPointLedger {
  readonly points = new Map<string, VerifiedPoint & { currentUntil: Date; pruned: boolean }>()
  readonly pinned = new Map<Guid, string>()

  recorded = 0

  async record(point: VerifiedPoint) {
    this.recorded += 1
    const known = this.points.get(point.id)
    // As the database: what was recorded first stays, whoever finds the point again.
    this.points.set(point.id, {
      ...point,
      ...known,
      writtenBytes: known?.writtenBytes ?? point.writtenBytes,
      streamBytes: known?.streamBytes ?? point.streamBytes,
      logicalBytes: known?.logicalBytes ?? point.logicalBytes,
      currentUntil: known?.currentUntil ?? point.takenAt,
      pruned: false,
    })
  }
  async onRecord() {
    return new Set([...this.points.values()].filter(({ pruned }) => !pruned).map(({ id }) => id))
  }
  async count() {
    return [...this.points.values()].filter(({ pruned }) => !pruned).length
  }
  async confirm(id: string, currentUntil: Date) {
    const known = this.points.get(id)
    if (known && known.currentUntil < currentUntil) known.currentUntil = currentUntil
  }
  async pins() {
    return new Map(this.pinned)
  }
  async reconcile(_group: string, _target: string, present: readonly Guid[]) {
    for (const point of this.points.values()) if (!present.includes(point.guid)) point.pruned = true
  }
}

export function makeWorld(changeBytesPerMinute = 60 * MIB) {
  const clock = { now: Date.UTC(2026, 0, 1) }
  const stores = {
    source: new MemoryStore(
      simulatedAppliance({
        name: 'west',
        pool: 'tank',
        sizeBytes: 100_000 * MIB,
        datasets: [{ name: source, usedBytes: 64 * MIB, changeBytesPerMinute }],
        since: new Date(clock.now),
      }),
    ),
    target: new MemoryStore(
      simulatedAppliance({
        name: 'east',
        pool: 'dr',
        sizeBytes: 100_000 * MIB,
        datasets: [],
        since: new Date(clock.now),
      }),
    ),
  }
  const options = { now: () => new Date(clock.now), sleep: async () => {}, bytesPerSecond: Number.POSITIVE_INFINITY }
  const bare = {
    source: new SimulatedZfsDriver(stores.source, options),
    target: new SimulatedZfsDriver(stores.target, options),
  }
  const ledger = new MemoryLedger()
  const facts: Record<string, unknown> = {}
  const sequences = { last: 0 }
  const notices: Error[] = []
  const newTools = (): ReplicateTools => ({
    source: new RememberingZfsDriver(bare.source),
    target: new RememberingZfsDriver(bare.target),
    points: ledger,
    signal: new AbortController().signal,
    stallSeconds: 60,
    allowedBytesPerSecond: async () => null,
    vcenter: () => Promise.reject(new TypeError('A crash-consistent run asks no vCenter')),
    now: () => new Date(clock.now),
    nextSequence: async () => ++sequences.last,
    timeLimit: () => new AbortController().signal,
    reportBytes: () => {},
    notice: async (_step, error) => void notices.push(error),
    result: async (more) => void Object.assign(facts, more),
    facts: () => facts,
  })
  const round = async (sequence: number, retention = defaultRetention) => {
    clock.now += 60_000
    sequences.last = Math.max(sequences.last, sequence)
    for (const key of Object.keys(facts)) delete facts[key]
    return runJob(replicate, paramsOf(sequence, retention), newTools(), new ArrayJournal())
  }
  const fingerprint = async () => ({
    source: await sideOf(bare.source, source),
    target: await sideOf(bare.target, target),
    points: [...ledger.points.values()].map(({ sequence, pruned }) => `${sequence}${pruned ? ' pruned' : ''}`),
  })
  return { clock, stores, bare, ledger, facts, sequences, notices, newTools, round, fingerprint }
}

async function sideOf(driver: SimulatedZfsDriver, dataset: DatasetName) {
  const state = await driver.observe(dataset)
  return (
    state && {
      snapshots: state.snapshots.map(({ name, holds }) => `${name} ${holds.map((hold) => hold.split(':')[1]).join()}`),
      bookmarks: state.bookmarks.map(({ name }) => name),
      token: state.receiveResumeToken !== null,
      properties: state.properties,
    }
  )
}
