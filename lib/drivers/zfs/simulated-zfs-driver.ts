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
import {
  beginReceive,
  dropReceive,
  endReceive,
  openStream,
  receiveBytes,
  uncompressedBytes,
  type Progress,
  type Receive,
} from './simulated-stream.ts'
import type { Destination, Watch, ZfsDriver } from './zfs-driver.ts'

const MIB = 1024 * 1024
const TICK_SECONDS = 0.5

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
    const stream = openStream(await this.#read(), dataset, step)
    const receive: Receive = { attempt: randomUUID(), transferId: to.transferId, step, stream }
    const begun = await target.#update((appliance) =>
      beginReceive(appliance, to.dataset, receive, target.#now().getTime()),
    )
    if (begun.is === 'refused') throw begun.error
    if (begun.is === 'already_there') return

    try {
      await this.#transfer(target, to.dataset, receive, begun.before, watch)
    } catch (error) {
      await target.#store.update((appliance) => dropReceive(appliance, to.dataset, receive))
      throw error
    }
  }

  async onboarding(role: OnboardingRole, base: DatasetName): Promise<OnboardingFacts> {
    return simulatedOnboarding(await this.#read(), role, base)
  }

  async close(): Promise<void> {}

  async #transfer(
    target: SimulatedZfsDriver,
    replica: DatasetName,
    receive: Receive,
    before: number,
    watch: Watch,
  ): Promise<void> {
    const { bytesTotal } = receive.stream
    const step = Math.min(this.#bytesPerSecond * TICK_SECONDS, Math.max(1, Math.ceil((bytesTotal - before) / 4)))
    let done = before
    for (let tick = 0; done < bytesTotal; tick++) {
      // Uneven like a real link, between two and four thirds of the nominal rate.
      const upTo = Math.min(bytesTotal, done + Math.ceil(step * (1 + Math.sin(tick) / 3)))
      await this.#sleep(((upTo - done) / this.#bytesPerSecond) * 1000)
      watch.signal.throwIfAborted()
      await this.#read()
      const progress = await target.#update((appliance) =>
        receiveBytes(appliance, replica, receive, upTo, target.#now().getTime()),
      )
      refuse(progress, replica, receive)
      done = upTo
      watch.onBytes(done - before)
    }
    refuse(await target.#update((appliance) => endReceive(appliance, replica, receive)), replica, receive)
  }

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

function answers(appliance: SimulatedAppliance): void {
  if (!appliance.faults.unreachable) return
  throw new ZerfauxError('unreachable', `${appliance.name} does not answer`, {
    hint: 'Check that the appliance is up and the network lets us through.',
  })
}

function refuse(progress: Progress, replica: DatasetName, { stream }: Receive): void {
  if (progress === 'running') return
  if (progress === 'full') {
    throw new ZerfauxError('target_full', `Could not receive ${stream.toName} into ${replica}: out of space`, {
      hint: 'Free space on the target, raise its quota or shorten its retention; the transfer then goes on where it stopped.',
    })
  }
  const found = progress === 'cut' ? 'the link broke' : 'a later attempt took over'
  throw new ZerfauxError('unreachable', `The transfer of ${stream.toName} into ${replica} ended early: ${found}`)
}
