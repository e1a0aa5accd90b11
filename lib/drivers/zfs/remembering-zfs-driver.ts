import type { ApplianceHealth } from '../../domain/appliance-health.ts'
import type { OnboardingFacts, OnboardingRole } from '../../domain/appliance-onboarding.ts'
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
import type { Destination, Order, Watch, ZfsDriver } from './zfs-driver.ts'

/**
 * Remembers what it observed until something is changed through it, so that the steps of one job,
 * which each look first, share one round trip. For the length of one run of one job only.
 */
export class RememberingZfsDriver implements ZfsDriver {
  readonly kind: ZfsDriver['kind']
  readonly #driver: ZfsDriver
  readonly #seen = new Map<DatasetName, DatasetState | null>()

  constructor(driver: ZfsDriver) {
    this.#driver = driver
    this.kind = driver.kind
  }

  health(pool: PoolName): Promise<ApplianceHealth> {
    return this.#driver.health(pool)
  }

  async observe(dataset: DatasetName): Promise<DatasetState | null> {
    const remembered = this.#seen.get(dataset)
    if (remembered !== undefined) return remembered
    const state = await this.#driver.observe(dataset)
    this.#seen.set(dataset, state)
    return state
  }

  /** Always asks: those who want many want to know how they are now. */
  async observeMany(datasets: readonly DatasetName[]): Promise<ReadonlyMap<DatasetName, DatasetState | null>> {
    const states = await this.#driver.observeMany(datasets)
    for (const [dataset, state] of states) this.#seen.set(dataset, state)
    return states
  }

  listBelow(parent: DatasetName): Promise<readonly ListedDataset[]> {
    return this.#driver.listBelow(parent)
  }

  survey(root: DatasetName): Promise<readonly SurveyedDataset[]> {
    return this.#driver.survey(root)
  }

  async apply(changes: readonly ZfsChange[]): Promise<void> {
    this.#seen.clear()
    await this.#driver.apply(changes)
  }

  async applyAndObserve(changes: readonly ZfsChange[], dataset: DatasetName): Promise<DatasetState | null> {
    this.#seen.clear()
    const state = await this.#driver.applyAndObserve(changes, dataset)
    this.#seen.set(dataset, state)
    return state
  }

  applyAndObserveMany(orders: readonly Order[]): Promise<readonly PromiseSettledResult<DatasetState | null>[]> {
    this.#seen.clear()
    return this.#driver.applyAndObserveMany(orders)
  }

  decodeToken(dataset: DatasetName, token: string): Promise<DecodedToken> {
    return this.#driver.decodeToken(dataset, token)
  }

  estimate(dataset: DatasetName, step: SendStep): Promise<SendEstimate> {
    return this.#driver.estimate(dataset, step)
  }

  async send(dataset: DatasetName, step: SendStep, to: Destination, watch: Watch): Promise<void> {
    const { appliance } = to
    if (!(appliance instanceof RememberingZfsDriver)) throw new TypeError('Both ends of a send must be of one job')
    try {
      await this.#driver.send(dataset, step, { ...to, appliance: appliance.#driver }, watch)
    } finally {
      appliance.#seen.clear()
    }
  }

  onboarding(role: OnboardingRole, base: DatasetName): Promise<OnboardingFacts> {
    return this.#driver.onboarding(role, base)
  }

  close(): Promise<void> {
    return this.#driver.close()
  }
}
