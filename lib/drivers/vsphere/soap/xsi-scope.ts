import type { Attributes } from '../xml/xml-tokenizer.ts'

const XSI = 'http://www.w3.org/2001/XMLSchema-instance'

/** Which prefix means XMLSchema-instance here. Peers choose their own, and may change it from element to element. */
export class XsiScope {
  readonly #bound: { readonly prefix: string; readonly depth: number; readonly isXsi: boolean }[] = []

  enter(attributes: Attributes, depth: number): void {
    for (const name in attributes) {
      if (!name.startsWith('xmlns:')) continue
      this.#bound.push({ prefix: name.slice('xmlns:'.length), depth, isXsi: attributes[name] === XSI })
    }
  }

  leave(depth: number): void {
    while ((this.#bound.at(-1)?.depth ?? -1) >= depth) this.#bound.pop()
  }

  /** The local name of the element's `xsi:type`; null when it has none. */
  typeOf(attributes: Attributes): string | null {
    for (const name in attributes) {
      if (!name.endsWith(':type')) continue
      const prefix = name.slice(0, -':type'.length)
      if (!this.#bound.findLast((binding) => binding.prefix === prefix)?.isXsi) continue
      const type = attributes[name] ?? ''
      return type.slice(type.indexOf(':') + 1)
    }
    return null
  }
}
