/** A vCenter's answers stay far below these; what goes beyond them is refused before it can fill the memory. */
export const xmlLimits = {
  depth: 256,
  /** Of one text, attribute, comment or name. */
  tokenCharacters: 4 * 2 ** 20,
  /** Of one object of an inventory, or of an answer without objects. */
  itemCharacters: 64 * 2 ** 20,
} as const

/** The answer is not XML that we are willing to read. The client says whose answer it was. */
export class XmlRefused extends Error {
  override readonly name = 'XmlRefused'
}
