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
import { GatheredOrders } from '../gathered-orders.ts'
import { SharedReads } from '../shared-reads.ts'
import type { Destination, Order, Watch, ZfsDriver } from './zfs-driver.ts'

/**
 * One appliance for all jobs of a process: looks at several datasets at about the same time become one
 * listing, and so do changes with a look afterwards.
 */
export class BatchingZfsDriver implements ZfsDriver {
  readonly kind: ZfsDriver['kind']
  readonly #driver: ZfsDriver
  readonly #looks: SharedReads<DatasetName, DatasetState | null>

  readonly #orders: GatheredOrders<Order, DatasetState | null>

  constructor(driver: ZfsDriver) {
    this.#driver = driver
    this.kind = driver.kind
    this.#looks = new SharedReads({
      many: (datasets) => driver.observeMany(datasets),
      one: (dataset) => driver.observe(dataset),
    })
    this.#orders = new GatheredOrders(
      {
        many: (orders) => driver.applyAndObserveMany(orders),
        one: ({ changes, dataset }) => driver.applyAndObserve(changes, dataset),
      },
      ({ dataset }) => dataset,
    )
  }

  health(pool: PoolName, prefix?: DatasetName): Promise<ApplianceHealth> {
    return this.#driver.health(pool, prefix)
  }

  observe(dataset: DatasetName): Promise<DatasetState | null> {
    return this.#looks.get(dataset)
  }

  observeMany(datasets: readonly DatasetName[]): Promise<ReadonlyMap<DatasetName, DatasetState | null>> {
    return this.#driver.observeMany(datasets)
  }

  listBelow(parent: DatasetName): Promise<readonly ListedDataset[]> {
    return this.#driver.listBelow(parent)
  }

  survey(root: DatasetName): Promise<readonly SurveyedDataset[]> {
    return this.#driver.survey(root)
  }

  apply(changes: readonly ZfsChange[]): Promise<void> {
    return this.#driver.apply(changes)
  }

  applyAndObserve(changes: readonly ZfsChange[], dataset: DatasetName): Promise<DatasetState | null> {
    return this.#orders.give({ changes, dataset })
  }

  applyAndObserveMany(orders: readonly Order[]): Promise<readonly PromiseSettledResult<DatasetState | null>[]> {
    return this.#driver.applyAndObserveMany(orders)
  }

  decodeToken(dataset: DatasetName, token: string): Promise<DecodedToken> {
    return this.#driver.decodeToken(dataset, token)
  }

  estimate(dataset: DatasetName, step: SendStep): Promise<SendEstimate> {
    return this.#driver.estimate(dataset, step)
  }

  /** Drivers of one kind know each other only without their wrapping. */
  send(dataset: DatasetName, step: SendStep, to: Destination, watch: Watch): Promise<void> {
    const appliance = to.appliance instanceof BatchingZfsDriver ? to.appliance.#driver : to.appliance
    return this.#driver.send(dataset, step, { ...to, appliance }, watch)
  }

  onboarding(role: OnboardingRole, base: DatasetName): Promise<OnboardingFacts> {
    return this.#driver.onboarding(role, base)
  }

  close(): Promise<void> {
    return this.#driver.close()
  }
}
