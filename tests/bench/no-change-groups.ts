import { randomUUID } from 'node:crypto'
import { keepLast } from '../../lib/domain/retention.ts'
import { DatasetName, recoveryPointName } from '../../lib/domain/zfs-names.ts'
import { RememberingZfsDriver } from '../../lib/drivers/zfs/remembering-zfs-driver.ts'
import type { ZfsDriver } from '../../lib/drivers/zfs/zfs-driver.ts'
import { replicate } from '../../lib/workflows/replicate.ts'
import { MemoryLedger } from '../../lib/workflows/replicate.world.ts'
import type { ReplicateParams } from '../../lib/workflows/replicate/replicate-params.ts'
import type { ReplicateTools } from '../../lib/workflows/replicate/replicate-tools.ts'
import { runJob } from '../../lib/workflows/run-job.ts'
import { ArrayJournal } from '../../lib/workflows/workflow.laws.ts'

export type Sides = { readonly source: ZfsDriver; readonly target: ZfsDriver }

/** A group whose job is run by the real workflow, with what a job remembers in memory. */
export class BenchGroup {
  readonly #ids = { groupId: randomUUID(), sourceId: randomUUID(), targetId: randomUUID() }
  readonly #ledger = new MemoryLedger()
  readonly dataset: DatasetName
  readonly #replica: DatasetName
  #sequence = 0

  constructor(dataset: string, replica: string) {
    this.dataset = DatasetName.parse(dataset)
    this.#replica = DatasetName.parse(replica)
  }

  /** One round; answers whether it sent anything. */
  async round({ source, target }: Sides): Promise<'replicated' | 'unchanged'> {
    let facts: Record<string, unknown> = {}
    const tools: ReplicateTools = {
      source: new RememberingZfsDriver(source),
      target: new RememberingZfsDriver(target),
      points: this.#ledger,
      signal: new AbortController().signal,
      stallSeconds: 60,
      vcenter: () => Promise.reject(new TypeError('A crash-consistent run asks no vCenter')),
      now: () => new Date(),
      nextSequence: async () => ++this.#sequence,
      timeLimit: (milliseconds) => AbortSignal.timeout(milliseconds),
      reportBytes: () => {},
      allowedBytesPerSecond: async () => null,
      notice: async () => {},
      result: async (more) => void (facts = { ...facts, ...more }),
      facts: () => facts,
    }
    const journal = new ArrayJournal()
    const status = await runJob(replicate, this.#params(), tools, journal)
    if (status !== 'succeeded') throw new Error(`The round is ${status}: ${JSON.stringify(journal.log.at(-1))}`)
    return facts['outcome'] === 'unchanged' ? 'unchanged' : 'replicated'
  }

  #params(): ReplicateParams {
    const sequence = ++this.#sequence
    return {
      ...this.#ids,
      jobId: randomUUID(),
      source: this.dataset,
      target: this.#replica,
      sequence,
      snapshot: recoveryPointName(new Date(), sequence),
      consistency: 'crash',
      epoch: 1,
      retention: { source: keepLast(4), target: keepLast(48) },
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
}

/** Counts commands: each call of a driver over ssh is one, but for the few that have none to run. */
export function counted(driver: ZfsDriver, count: () => void): ZfsDriver {
  return new Proxy(driver, {
    get(inner, name) {
      const method: unknown = Reflect.get(inner, name, inner)
      if (typeof method !== 'function') return method
      return (...args: unknown[]) => {
        count()
        return Reflect.apply(method, inner, args)
      }
    },
  })
}
