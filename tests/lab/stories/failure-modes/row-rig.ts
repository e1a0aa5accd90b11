import { randomUUID } from 'node:crypto'
import { preflight } from '../../../../lib/domain/preflight.ts'
import type { PreflightCheck } from '../../../../lib/domain/preflight-check.ts'
import type { PreflightSide } from '../../../../lib/domain/preflight-facts.ts'
import { keepLast } from '../../../../lib/domain/retention.ts'
import { DatasetName, PoolName, recoveryPointName } from '../../../../lib/domain/zfs-names.ts'
import type { DatasetState } from '../../../../lib/domain/zfs-state.ts'
import { RememberingZfsDriver } from '../../../../lib/drivers/zfs/remembering-zfs-driver.ts'
import { SshZfsDriver } from '../../../../lib/drivers/zfs/ssh-zfs-driver.ts'
import type { ZfsDriver } from '../../../../lib/drivers/zfs/zfs-driver.ts'
import { replicate } from '../../../../lib/workflows/replicate.ts'
import { MemoryLedger } from '../../../../lib/workflows/replicate.world.ts'
import type { ReplicateParams } from '../../../../lib/workflows/replicate/replicate-params.ts'
import type { ReplicateTools } from '../../../../lib/workflows/replicate/replicate-tools.ts'
import { runJob } from '../../../../lib/workflows/run-job.ts'
import { ArrayJournal } from '../../../../lib/workflows/workflow.laws.ts'
import { labAppliance } from '../../lab.ts'
import { labSite } from '../lab-site.ts'

export const [a, b] = [labAppliance('a'), labAppliance('b')]

export type RowRig = Awaited<ReturnType<typeof makeRowRig>>

/**
 * The product's replication of one group on the lab's real appliances, without its database: a dataset
 * of `kibibytes` on `a`, its replica on `b`, and what a job remembers in memory.
 */
export async function makeRowRig(name: string, { kibibytes = 256, create = '', mountpoint = '' } = {}) {
  const [home, dr] = await Promise.all([a.freshDataset(`rows/${name}`), b.freshDataset(`rows/${name}`)])
  const [dataset, replica] = [DatasetName.parse(`${home}/g`), DatasetName.parse(`${dr}/g`)]
  const real = {
    source: new SshZfsDriver(labSite(a.info(), 'a')),
    target: new SshZfsDriver(labSite(b.info(), 'b')),
  }
  const ledger = new MemoryLedger()
  const [groupId, targetId] = [randomUUID(), randomUUID()]
  const sequences = { last: 0 }
  let facts: Record<string, unknown> = {}
  let notices: Error[] = []

  const path = mountpoint || `/${dataset}`
  const write = (size = kibibytes, file = 'disk') =>
    a.mustRun(`head -c ${size * 1024} /dev/urandom > ${path}/${file} && zpool sync`)
  await a.mustRun(`zfs create -o atime=off ${mountpoint && `-o mountpoint=${mountpoint}`} ${create} ${dataset}`)
  await write()

  const params = (more: Partial<ReplicateParams> = {}): ReplicateParams => {
    const sequence = ++sequences.last
    return {
      jobId: randomUUID(),
      groupId,
      sourceId: randomUUID(),
      targetId,
      source: dataset,
      target: replica,
      sequence,
      snapshot: recoveryPointName(new Date(), sequence),
      consistency: 'crash',
      epoch: 1,
      retention: { source: keepLast(10), target: keepLast(10) },
      quiesce: null,
      label: null,
      maxUnsentPoints: 48,
      pointEverySeconds: 900,
      transport: 'direct',
      compression: 'blocks',
      bandwidthLimit: null,
      bandwidthTimetable: null,
      ...more,
    }
  }

  /** One attempt of a job, to be tried again with the same journal. `instead` replaces a driver. */
  async function attempt(job: ReplicateParams, journal: ArrayJournal, instead: Partial<ReplicateTools> = {}) {
    const { source = real.source, target = real.target, ...rest } = instead
    const tools: ReplicateTools = {
      source: new RememberingZfsDriver(source),
      target: new RememberingZfsDriver(target),
      points: ledger,
      signal: new AbortController().signal,
      stallSeconds: 60,
      vcenter: () => Promise.reject(new TypeError('A crash-consistent run asks no vCenter')),
      now: () => new Date(),
      nextSequence: async () => ++sequences.last,
      timeLimit: (milliseconds) => AbortSignal.timeout(milliseconds),
      reportBytes: () => {},
      allowedBytesPerSecond: async () => null,
      notice: async (_step, error) => void notices.push(error),
      result: async (more) => void (facts = { ...facts, ...more }),
      facts: () => facts,
      ...rest,
    }
    const status = await runJob(replicate, job, tools, journal, undefined, (bug) => console.error(bug))
    return { status, error: journal.log.findLast(({ event }) => event === 'failed')?.error }
  }

  return {
    ...real,
    dataset,
    replica,
    home,
    dr,
    ledger,
    targetId,
    write,
    params,
    attempt,
    facts: () => facts,
    notices: () => notices,

    /** A whole job of its own, one attempt. */
    async round(more: Partial<ReplicateParams> = {}, instead: Partial<ReplicateTools> = {}) {
      facts = {}
      notices = []
      return attempt(params(more), new ArrayJournal(), instead)
    },

    sourceState: () => stateOf(real.source, dataset),
    replicaState: () => stateOf(real.target, replica),
    /** What preflight says of the two datasets as they are. */
    async preflight(at: { source?: DatasetName; target?: DatasetName } = {}): Promise<readonly PreflightCheck[]> {
      const ask = async (driver: ZfsDriver, name: string, dataset: DatasetName): Promise<PreflightSide> => {
        const parent = DatasetName.parse(dataset.replace(/\/[^/]+$/, ''))
        const states = await driver.observeMany([dataset, parent])
        const health = await driver.health(PoolName.parse('tank'))
        return {
          name,
          dataset,
          found: { state: states.get(dataset) ?? null, parent: states.get(parent) ?? null, health },
        }
      }
      const [from, to] = await Promise.all([
        ask(real.source, 'a', at.source ?? dataset),
        ask(real.target, 'b', at.target ?? replica),
      ])
      const group = {
        groupId,
        epoch: 1,
        protectionDatastore: 'rows',
        consistency: 'crash',
        transport: 'direct',
        compression: 'blocks',
        limited: false,
      } as const
      const target = { ...to, nfsAddress: null, receiveKeyVerifiedAt: undefined }
      return preflight({ group, source: from, target, sourceNfsAddress: null, vms: [], datastore: null, mappings: [] })
        .checks
    },

    points: async () => (await stateOf(real.target, replica)).snapshots.map(({ guid }) => guid),

    close: async () => void (await Promise.all([real.source.close(), real.target.close()])),
  }
}

async function stateOf(driver: ZfsDriver, dataset: DatasetName): Promise<DatasetState> {
  const state = await driver.observe(dataset)
  if (!state) throw new Error(`${dataset} is not there`)
  return state
}

/** What a person at a shell would do, and what came of it. */
export async function byHand(appliance: typeof a, command: string): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await appliance.run(command)
  return { code, said: `${stdout}${stderr}`.replaceAll(/\s+/g, ' ').trim() }
}

/** A small stream from `a` to a file on `b`, through this machine. */
export async function carry(send: string, file: string): Promise<void> {
  const text = await a.mustRun(`${send} | base64 -w0`)
  await b.mustRun(`: > ${file}.b64`)
  for (let at = 0; at < text.length; at += 100_000)
    await b.mustRun(`printf %s ${text.slice(at, at + 100_000)} >> ${file}.b64`)
  await b.mustRun(`base64 -d ${file}.b64 > ${file} && rm ${file}.b64`)
}

export const names = (state: DatasetState) => state.snapshots.map(({ name }) => name)
export const listed = (text: string) => text.split('\n').filter(Boolean)
