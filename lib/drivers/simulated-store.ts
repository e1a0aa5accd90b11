/**
 * Where a simulated site keeps its state: memory in tests, a database row in the product, so that
 * the web process and every worker see the same site.
 */
export interface SimulatedStore<State> {
  read(): Promise<State>
  /** Read, change and write as one; changes of one site never overlap. The state is plain JSON, changed in place. */
  update<Result>(change: (state: State) => Result): Promise<Result>
}

export class MemoryStore<State> implements SimulatedStore<State> {
  #state: State

  constructor(state: State) {
    this.#state = structuredClone(state)
  }

  async read(): Promise<State> {
    return structuredClone(this.#state)
  }

  async update<Result>(change: (state: State) => Result): Promise<Result> {
    const next = structuredClone(this.#state)
    const result = change(next)
    this.#state = next
    return result
  }
}
