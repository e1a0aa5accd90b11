import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { ApplianceHealth } from '../../domain/appliance-health.ts'
import type { OnboardingFacts, OnboardingRole } from '../../domain/appliance-onboarding.ts'
import { ZerfauxError } from '../../domain/errors.ts'
import type { DatasetName, PoolName } from '../../domain/zfs-names.ts'
import type {
  DatasetState,
  DecodedToken,
  ListedDataset,
  SendEstimate,
  SendStep,
  ZfsChange,
} from '../../domain/zfs-state.ts'
import type { SurveyedDataset } from '../../domain/zfs-survey.ts'
import type { SimulatedStore } from '../simulated-store.ts'
import type { SimulatedAppliance } from './simulated-appliance.ts'
import { applySimulated } from './simulated-changes.ts'
import { simulatedHealth } from './simulated-health.ts'
import { simulatedOnboarding } from './simulated-onboarding.ts'
import { listBelow, toDatasetState } from './simulated-datasets.ts'
import { surveySimulated } from './simulated-survey.ts'
import { readResumeToken } from './simulated-resume-token.ts'
import { beginReceive, dropReceive, openStream, uncompressedBytes, type Receive } from './simulated-stream.ts'
import { refuseWay, runSimulatedTransfer } from './simulated-transfer.ts'
import type { Destination, Order, Watch, ZfsDriver } from './zfs-driver.ts'

const MIB = 1024 * 1024

export type SimulationOptions = {
  readonly now?: () => Date
  readonly sleep?: (milliseconds: number) => Promise<unknown>
  /** `Infinity` in tests: a transfer then takes four steps and no time. */
  readonly bytesPerSecond?: number
}

/**
 * A storage appliance that exists only in its store. A fake, not a mock: it keeps state, takes
 * time, and refuses what ZFS refuses. Any number of drivers and processes may share the store.
 */
export class SimulatedZfsDriver implements ZfsDriver {
  readonly kind = 'simulated'
  readonly #store: SimulatedStore<SimulatedAppliance>
  readonly #now: () => Date
  readonly #sleep: (milliseconds: number) => Promise<unknown>
  readonly #bytesPerSecond: number

  constructor(store: SimulatedStore<SimulatedAppliance>, options: SimulationOptions = {}) {
    this.#store = store
    this.#now = options.now ?? (() => new Date())
    this.#sleep = options.sleep ?? wait
    this.#bytesPerSecond = options.bytesPerSecond ?? 60 * MIB
  }

  async health(pool: PoolName, prefix?: DatasetName): Promise<ApplianceHealth> {
    return simulatedHealth(await this.#read(), pool, prefix ?? null, this.#now())
  }

  async observe(dataset: DatasetName): Promise<DatasetState | null> {
    return (await this.observeMany([dataset])).get(dataset) ?? null
  }

  async observeMany(datasets: readonly DatasetName[]): Promise<ReadonlyMap<DatasetName, DatasetState | null>> {
    const appliance = await this.#read()
    for (const dataset of datasets) refuseOtherPool(appliance, dataset)
    const now = this.#now().getTime()
    return new Map(datasets.map((dataset) => [dataset, toDatasetState(appliance, dataset, now)]))
  }

  async listBelow(parent: DatasetName): Promise<readonly ListedDataset[]> {
    const appliance = await this.#read()
    refuseOtherPool(appliance, parent)
    return listBelow(appliance, parent, this.#now().getTime())
  }

  async survey(root: DatasetName): Promise<readonly SurveyedDataset[]> {
    const appliance = await this.#read()
    refuseOtherPool(appliance, root)
    return surveySimulated(appliance, root, this.#now().getTime())
  }

  async apply(changes: readonly ZfsChange[]): Promise<void> {
    const refusal = await this.#update((appliance) => {
      // What came before a refused change stays done, so the error must not undo the update.
      try {
        for (const change of changes) applySimulated(appliance, change, this.#now().getTime())
        return null
      } catch (error) {
        return error
      }
    })
    if (refusal !== null) throw refusal
  }

  async applyAndObserve(changes: readonly ZfsChange[], dataset: DatasetName): Promise<DatasetState | null> {
    await this.apply(changes)
    return this.observe(dataset)
  }

  async applyAndObserveMany(orders: readonly Order[]): Promise<readonly PromiseSettledResult<DatasetState | null>[]> {
    await this.#read()
    return Promise.allSettled(orders.map(({ changes, dataset }) => this.applyAndObserve(changes, dataset)))
  }

  async decodeToken(_dataset: DatasetName, token: string): Promise<DecodedToken> {
    return readResumeToken(await this.#read(), token)
  }

  async estimate(dataset: DatasetName, step: SendStep): Promise<SendEstimate> {
    const appliance = await this.#read()
    if (step.kind === 'resume')
      return { bytes: readResumeToken(appliance, step.token).bytesRemaining, logicalBytes: null }
    return {
      bytes: openStream(appliance, dataset, step).bytesTotal,
      logicalBytes: uncompressedBytes(appliance, dataset, step),
    }
  }

  async send(dataset: DatasetName, step: SendStep, to: Destination, watch: Watch): Promise<void> {
    const target = to.appliance
    if (!(target instanceof SimulatedZfsDriver)) {
      throw new ZerfauxError('precondition_failed', 'A simulated appliance can only send to a simulated one')
    }
    watch.signal.throwIfAborted()
    const source = await this.#read()
    refuseWay(source, await target.#read(), to.way, (await watch.allowedBytesPerSecond?.()) ?? null)
    const stream = openStream(source, dataset, step)
    const receive: Receive = { attempt: randomUUID(), transferId: to.transferId, step, stream }
    const begun = await target.#update((appliance) =>
      beginReceive(appliance, to.dataset, receive, target.#now().getTime()),
    )
    if (begun.is === 'refused') throw begun.error
    if (begun.is === 'already_there') return
    try {
      await runSimulatedTransfer({
        receive,
        replica: to.dataset,
        before: begun.before,
        way: to.way,
        watch: {
          ...watch,
          onBytes: (bytes) => watch.onBytes(Math.round(bytes * plainRatio(source, dataset, step, to))),
        },
        bytesPerSecond: this.#bytesPerSecond,
        sleep: this.#sleep,
        readSource: () => this.#read(),
        updateTarget: (change) => target.#update((appliance) => change(appliance, target.#now().getTime())),
      })
    } catch (error) {
      await target.#store.update((appliance) => dropReceive(appliance, to.dataset, receive))
      throw error
    }
  }

  async onboarding(role: OnboardingRole, base: DatasetName): Promise<OnboardingFacts> {
    return simulatedOnboarding(await this.#read(), role, base)
  }

  async close(): Promise<void> {}

  async #read(): Promise<SimulatedAppliance> {
    const appliance = await this.#store.read()
    answers(appliance)
    return appliance
  }

  async #update<Result>(change: (appliance: SimulatedAppliance) => Result): Promise<Result> {
    return this.#store.update((appliance) => {
      answers(appliance)
      return change(appliance)
    })
  }
}

function refuseOtherPool(appliance: SimulatedAppliance, dataset: DatasetName): void {
  const [pool] = dataset.split('/')
  if (pool === appliance.pool) return
  throw new ZerfauxError(
    'unreachable',
    `Could not read ${dataset} on ${appliance.name}: its pool ${pool} is not imported`,
    { hint: `Check the name; the simulated appliance has the pool ${appliance.pool}.` },
  )
}

/** What is compressed only on the wire is counted as it was before. */
function plainRatio(source: SimulatedAppliance, dataset: DatasetName, step: SendStep, { way }: Destination): number {
  if (way.compression === 'blocks' || step.kind === 'resume') return 1
  const { bytesTotal } = openStream(source, dataset, step)
  return bytesTotal === 0 ? 1 : (uncompressedBytes(source, dataset, step) ?? bytesTotal) / bytesTotal
}

function answers(appliance: SimulatedAppliance): void {
  if (!appliance.faults.unreachable) return
  throw new ZerfauxError('unreachable', `${appliance.name} does not answer`, {
    hint: 'Check that the appliance is up and the network lets us through.',
  })
}
