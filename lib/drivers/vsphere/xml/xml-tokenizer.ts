import { SaxesParser } from 'saxes'
import { XmlRefused, xmlLimits } from './xml-limits.ts'

export type Attributes = Readonly<Record<string, string>>

/** Called in document order. Names come with their prefix. */
export type XmlHandler = {
  readonly open: (name: string, attributes: Attributes) => void
  readonly text: (text: string) => void
  readonly close: () => void
}

/** XML in pieces of any size in, events out. Keeps no more than the token under way. */
export class XmlTokenizer {
  readonly #parser = new SaxesParser({ xmlns: false, position: false })
  #sinceEvent = 0
  #depth = 0

  constructor(handler: XmlHandler) {
    this.#parser.on('opentag', ({ name, attributes }) => {
      this.#sinceEvent = 0
      if (++this.#depth > xmlLimits.depth)
        throw new XmlRefused(`its elements are nested deeper than ${xmlLimits.depth}`)
      handler.open(name, attributes)
    })
    this.#parser.on('closetag', () => {
      this.#sinceEvent = 0
      this.#depth--
      handler.close()
    })
    const text = (piece: string) => {
      this.#sinceEvent = 0
      handler.text(piece)
    }
    this.#parser.on('text', text)
    this.#parser.on('cdata', text)
    this.#parser.on('doctype', () => {
      throw new XmlRefused('it has a document type definition')
    })
    this.#parser.on('error', (error) => {
      throw new XmlRefused(`it is not well-formed XML: ${error.message}`)
    })
  }

  write(piece: string): void {
    this.#sinceEvent += piece.length
    this.#parser.write(piece)
    if (this.#sinceEvent > xmlLimits.tokenCharacters) {
      throw new XmlRefused(`it has a text or name longer than ${xmlLimits.tokenCharacters} characters`)
    }
  }

  end(): void {
    this.#parser.close()
  }
}
