type Carrier<Order, Result> = {
  readonly one: (order: Order) => Promise<Result>
  /** Apart from each other; rejects as a whole only when nobody can tell what became of any. */
  readonly many: (orders: readonly Order[]) => Promise<readonly PromiseSettledResult<Result>[]>
}

const GATHER_MS = 3

/**
 * Carries out together what is ordered at about the same time. Nothing waits for what is under way
 * already, and two orders for the same thing never go together: they might depend on each other.
 */
export class GatheredOrders<Order, Result> {
  readonly #carrier: Carrier<Order, Result>
  readonly #about: (order: Order) => unknown
  #waiting: { readonly order: Order; readonly done: PromiseWithResolvers<Result> }[] = []

  constructor(carrier: Carrier<Order, Result>, about: (order: Order) => unknown) {
    this.#carrier = carrier
    this.#about = about
  }

  give(order: Order): Promise<Result> {
    const done = Promise.withResolvers<Result>()
    if (this.#waiting.some((other) => this.#about(other.order) === this.#about(order))) void this.#carry()
    if (this.#waiting.length === 0) setTimeout(() => void this.#carry(), GATHER_MS)
    this.#waiting.push({ order, done })
    return done.promise
  }

  async #carry(): Promise<void> {
    const batch = this.#waiting
    this.#waiting = []
    const [only] = batch
    if (!only) return
    if (batch.length === 1) return void this.#carrier.one(only.order).then(only.done.resolve, only.done.reject)
    try {
      const results = await this.#carrier.many(batch.map(({ order }) => order))
      for (const [index, { done }] of batch.entries()) {
        const result = results[index]
        if (result?.status === 'fulfilled') done.resolve(result.value)
        else done.reject(result ? result.reason : new TypeError('An order was left out'))
      }
    } catch (error) {
      for (const { done } of batch) done.reject(error)
    }
  }
}
