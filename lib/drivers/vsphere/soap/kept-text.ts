const REMEMBERED = 4_096

/**
 * Strings that may be kept. What a tokenizer hands out is a view of the piece of the answer it was
 * read from, and would hold on to all 64 kB of it. Common values are made once.
 */
export class KeptText {
  readonly #known = new Map<string, string>()

  keep(text: string): string {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    // Joining and cutting makes V8 copy the characters into a string of their own.
    const copy = ` ${text}`.slice(1)
    if (this.#known.size < REMEMBERED) this.#known.set(copy, copy)
    return copy
  }
}
