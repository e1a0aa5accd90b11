import { ZerfauxError } from '../domain/errors.ts'

type Reader<Key, Value> = {
  readonly many: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>
  readonly one: (key: Key) => Promise<Value>
}

/** Long enough for jobs that were started by the same tick to meet, too short to be felt. */
const GATHER_MS = 3

/**
 * Makes one read of many that are asked for at about the same time, or while one is under way. A
 * read that was asked for after another had been sent never gets that one's answer, which may be
 * older than the question: it joins the next. One at a time.
 */
export class SharedReads<Key, Value> {
  readonly #reader: Reader<Key, Value>
  #waiting = new Map<Key, PromiseWithResolvers<Value>>()
  #busy = false

  constructor(reader: Reader<Key, Value>) {
    this.#reader = reader
  }

  get(key: Key): Promise<Value> {
    const asked = this.#waiting.get(key) ?? Promise.withResolvers<Value>()
    this.#waiting.set(key, asked)
    if (!this.#busy) {
      this.#busy = true
      setTimeout(() => void this.#readAll(), GATHER_MS)
    }
    return asked.promise
  }

  async #readAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch = this.#waiting
      this.#waiting = new Map()
      await this.#read(batch)
    }
    this.#busy = false
  }

  async #read(batch: Map<Key, PromiseWithResolvers<Value>>): Promise<void> {
    try {
      const values = await this.#reader.many([...batch.keys()])
      for (const [key, { resolve, reject }] of batch) {
        const value = values.get(key)
        if (value === undefined) reject(new TypeError(`A shared read left out ${String(key)}`))
        else resolve(value)
      }
    } catch (error) {
      const all = batch.size === 1 || (error instanceof ZerfauxError && error.code === 'unreachable')
      if (all) return batch.forEach(({ reject }) => reject(error))
      // What one of them is refused for must not fail its neighbours.
      await Promise.all([...batch].map(([key, { resolve, reject }]) => this.#reader.one(key).then(resolve, reject)))
    }
  }
}
