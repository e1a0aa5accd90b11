import { eq, sql } from 'drizzle-orm'
import { simulatedSites } from '../../drizzle/schema/simulated-sites.ts'
import type { Db } from './client.ts'
import { liveTransaction } from './live-transaction.ts'

/** A simulated site's state, shared by all processes; its row lock makes changes follow one another. */
export class SimulatedSiteRow<State> {
  readonly #db: Db
  readonly #address: string
  readonly #initial: () => State
  readonly #parse: (state: unknown) => State

  constructor(db: Db, address: string, initial: () => State, parse: (state: unknown) => State) {
    this.#db = db
    this.#address = address
    this.#initial = initial
    this.#parse = parse
  }

  async read(): Promise<State> {
    const [row] = await this.#db.select().from(simulatedSites).where(eq(simulatedSites.address, this.#address))
    return row ? this.#parse(row.state) : this.update((state) => state)
  }

  async update<Result>(change: (state: State) => Result): Promise<Result> {
    return liveTransaction(this.#db, async (tx) => {
      await tx.insert(simulatedSites).values({ address: this.#address, state: this.#initial() }).onConflictDoNothing()
      const [row] = await tx
        .select()
        .from(simulatedSites)
        .where(eq(simulatedSites.address, this.#address))
        .for('update')
      const state = this.#parse(row?.state)
      const result = change(state)
      await tx
        .update(simulatedSites)
        .set({ state, updatedAt: sql`now()` })
        .where(eq(simulatedSites.address, this.#address))
      return result
    })
  }
}
